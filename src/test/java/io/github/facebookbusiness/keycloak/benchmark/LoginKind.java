package io.github.facebookbusiness.keycloak.benchmark;

/** Whether Keycloak knows who comes in. */
enum LoginKind {
    /** Somebody new each time: an account is made and linked. */
    FIRST("First logins"),
    /** Somebody whom Keycloak knows, in a browser that it does not know. */
    REPEAT("Repeat logins");

    private final String title;

    LoginKind(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
