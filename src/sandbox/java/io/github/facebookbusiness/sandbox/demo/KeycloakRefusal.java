package io.github.facebookbusiness.sandbox.demo;

/** Keycloak did not do what the demo's application asked for; the message is for the person at the page. */
final class KeycloakRefusal extends Exception {

    private static final long serialVersionUID = 1L;

    KeycloakRefusal(String message) {
        super(message);
    }
}
