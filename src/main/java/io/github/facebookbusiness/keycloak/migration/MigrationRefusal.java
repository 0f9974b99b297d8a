package io.github.facebookbusiness.keycloak.migration;

/** Why links cannot be carried over at all. The REST API answers the name in lower case as a stable code. */
public enum MigrationRefusal {
    UNKNOWN_OTHER_PROVIDER("There is no identity provider with the alias in from or to."),
    SAME_PROVIDER("The provider in from or to must be another one than that of the path."),
    NOT_FACEBOOK("The provider in from or to is not for people at Facebook: it must be of the type facebook or"
            + " facebook-business, or of the type oauth2 with the user info URL of graph.facebook.com and the user"
            + " ID claim id."),
    DIFFERENT_APP("The two providers have different App IDs, so the same person has different ids at them."),
    NO_PEOPLE("All configurations of one of the providers are for system user tokens: client businesses come in by"
            + " it, and these are never linked to an account.");

    private final String sentence;

    MigrationRefusal(String sentence) {
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
