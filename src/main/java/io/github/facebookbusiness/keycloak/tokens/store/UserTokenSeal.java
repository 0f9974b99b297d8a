package io.github.facebookbusiness.keycloak.tokens.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.facebookbusiness.keycloak.graph.AccessToken;
import java.io.IOException;
import java.util.Optional;
import org.keycloak.models.RealmModel;

/**
 * Seals a person's token for Keycloak's federated identity, whose column Keycloak itself leaves in clear text. A value
 * that was moved to another person's row does not open.
 */
public final class UserTokenSeal {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final TokenKeys keys;
    private final RealmModel realm;

    public UserTokenSeal(TokenKeys keys, RealmModel realm) {
        this.keys = keys;
        this.realm = realm;
    }

    /**
     * Whose token it is.
     *
     * @param providerId the provider's internal id, which unlike its alias is never used again
     * @param userId Meta's app-scoped user id
     */
    public record Owner(String providerId, String userId) {}

    /**
     * A person's token.
     *
     * @param grantedAt epoch seconds: when the person granted it, by Meta's clock. What happened before says nothing
     *     about it
     * @param expiresAt epoch seconds, 0 for never
     * @param dataAccessExpiresAt epoch seconds, 0 for never or not known: from then on Meta serves no data for it
     */
    public record UserToken(AccessToken token, long grantedAt, long expiresAt, long dataAccessExpiresAt) {

        public UserTokens.Ends ends() {
            return new UserTokens.Ends(expiresAt, dataAccessExpiresAt);
        }
    }

    public String seal(Owner owner, UserToken token) {
        try {
            byte[] content = JSON.writeValueAsBytes(JSON.createObjectNode()
                    .put("token", token.token().value())
                    .put("grantedAt", token.grantedAt())
                    .put("expiresAt", token.expiresAt())
                    .put("dataAccessExpiresAt", token.dataAccessExpiresAt()));
            return placeOf(owner).seal(content).value();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A text and a number are JSON", e);
        }
    }

    /** Opens a sealed token; empty where the key is gone, the value was altered, or it belongs to somebody else. */
    public Optional<UserToken> open(Owner owner, String sealed) {
        return placeOf(owner).open(sealed).flatMap(UserTokenSeal::read);
    }

    private static Optional<UserToken> read(byte[] content) {
        try {
            JsonNode token = JSON.readTree(content);
            return Optional.of(new UserToken(
                    new AccessToken(token.path("token").asText()),
                    token.path("grantedAt").asLong(),
                    token.path("expiresAt").asLong(),
                    token.path("dataAccessExpiresAt").asLong()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Seal placeOf(Owner owner) {
        return new Seal(keys, "facebook-business user token 1", realm.getId(), owner.providerId(), owner.userId());
    }
}
