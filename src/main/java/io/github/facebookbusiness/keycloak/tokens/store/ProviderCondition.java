package io.github.facebookbusiness.keycloak.tokens.store;

/** Whether the upkeep of a provider's tokens can go on. None of these says anything about a token. */
public enum ProviderCondition {
    WORKING,
    /** Meta refuses the app itself, or its secret cannot be had: the admin must act. */
    APP_REFUSED,
    /** Meta told the app to wait. */
    RATE_LIMITED,
    /** Meta does not answer. */
    UNREACHABLE,
    /** Meta calls so many tokens dead at once that it is more likely wrong: nothing is marked until an admin says so. */
    TOO_MANY_DEAD
}
