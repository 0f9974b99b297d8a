package io.github.facebookbusiness.keycloak.migration;

import io.github.facebookbusiness.keycloak.migration.MigrationReport.Outcome;
import java.util.Locale;

/** Why one link is not carried over, and no other link suffers from it. Its name in lower case is a stable code. */
enum Obstacle {
    /** What stands in the link is no id of Meta's. */
    NOT_AN_ID(Outcome.SKIPPED),
    /** The id is a client business's, which all its admins share. */
    CLIENT_BUSINESS(Outcome.SKIPPED),
    /** The account is one that a client business comes in to. */
    ACCOUNT_OF_BUSINESS(Outcome.SKIPPED),
    /** The account is not there any more, or its user storage does not give it out. */
    NO_SUCH_USER(Outcome.SKIPPED),
    /** An organization's own provider rules over the account, and Keycloak's Admin API links it to no other one. */
    MANAGED_MEMBER(Outcome.SKIPPED),
    /** Two accounts are linked to this id where it comes from, and nobody knows which one it should lead to. */
    LINKED_TWICE(Outcome.CONFLICT),
    /** At the other provider, another account is linked to this id. */
    ID_TAKEN(Outcome.CONFLICT),
    /** At the other provider, the account is linked to another id. */
    USER_TAKEN(Outcome.CONFLICT);

    private final Outcome outcome;

    Obstacle(Outcome outcome) {
        this.outcome = outcome;
    }

    Outcome outcome() {
        return outcome;
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
