package io.github.facebookbusiness.keycloak.graph;

import java.util.Optional;
import java.util.Set;

/**
 * What Graph says about a new token in one round trip: the token itself, its profile, and its client business.
 *
 * @param profile absent where the token turned out to be of another type than asked for: then it was not read, since
 *     the fields of one type are an error on the other
 * @param assets ids of all that was selected for a system user; empty where Graph does not tell
 */
public record TokenOwner(
        TokenInspection inspection,
        Optional<Profile> profile,
        Optional<ClientBusiness> clientBusiness,
        Optional<Set<String>> assets) {

    /**
     * The client business that granted a system user token.
     *
     * @param name best effort: Graph may refuse to name it, and that must not fail a login
     */
    public record ClientBusiness(String id, Optional<String> name) {}
}
