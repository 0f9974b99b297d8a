package io.github.facebookbusiness.keycloak.compatibility;

import org.junit.jupiter.api.Assumptions;

/**
 * What not every supported Keycloak can do. Tests of it say so with {@link SinceKeycloak}, and the compatibility table
 * of the versions below says that it is missing, in these words.
 */
public enum KeycloakFeature {
    TOKEN_INTERCEPTOR(
            "26.6.0",
            "[token readers](docs/token-api.md#who-may) need a role: this Keycloak cannot mark the tokens of service accounts"),
    ORGANIZATION_BESIDE_THE_ONE_ASKED_FOR(
            "26.6.0",
            "with *Map businesses to organizations*, a first login that asks for another organization by scope fails"),
    RESTART_WITH_HINT(
            "26.6.0",
            "*Start again* on the page of a failed login leads to the login page, also where the application asked for this provider");

    private final KeycloakVersion since;
    private final String lack;

    KeycloakFeature(String since, String lack) {
        this.since = KeycloakVersion.of(since);
        this.lack = lack;
    }

    boolean isIn(KeycloakVersion version) {
        return since.compareTo(version) <= 0;
    }

    /** For a test of which only one case needs it; a whole test says so with {@link SinceKeycloak}. */
    public void orSkip() {
        if (!isIn(Distribution.underTest().version())) {
            Assumptions.abort(new KnownLack(this).toString());
        }
    }

    /** What is said of a version that does not have it. */
    String lack() {
        return lack;
    }

    KeycloakVersion since() {
        return since;
    }
}
