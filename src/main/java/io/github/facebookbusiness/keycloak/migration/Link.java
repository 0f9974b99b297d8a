package io.github.facebookbusiness.keycloak.migration;

import java.util.Optional;

/**
 * A link of an account to an identity at a provider, without the token in it.
 *
 * @param userId of the account
 * @param username of the account; empty where only its user storage knows
 * @param facebookUserId app-scoped, if it is what it should be
 * @param facebookUsername as Keycloak keeps it beside the id; null where it keeps none
 */
record Link(String userId, Optional<String> username, String facebookUserId, String facebookUsername) {}
