package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.graph.AccessToken;
import io.github.facebookbusiness.keycloak.graph.GraphApi;
import io.github.facebookbusiness.keycloak.graph.GraphConnection;
import io.github.facebookbusiness.keycloak.graph.GraphException;
import io.github.facebookbusiness.keycloak.graph.Profile;
import io.github.facebookbusiness.keycloak.graph.RateSubject;
import io.github.facebookbusiness.keycloak.graph.SignedRequest;
import io.github.facebookbusiness.keycloak.graph.TokenInspection;
import io.github.facebookbusiness.keycloak.graph.TokenOwner;
import io.github.facebookbusiness.keycloak.graph.TokenType;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * A token that Graph itself said to be valid, of this app, of the configured type and of the user that its profile
 * names. There is no other way to make one, so what takes a {@code ProvenToken} needs no check of its own.
 */
public final class ProvenToken {

    private final AccessToken token;
    private final TokenType type;
    private final TokenInspection inspection;
    private final Profile profile;
    private final Optional<TokenOwner.ClientBusiness> clientBusiness;
    private final Optional<Set<String>> assets;
    private final PermissionComparison permissions;

    private ProvenToken(
            AccessToken token, TokenType type, TokenOwner owner, Profile profile, PermissionComparison permissions) {
        this.token = token;
        this.type = type;
        this.inspection = owner.inspection();
        this.profile = profile;
        this.clientBusiness = owner.clientBusiness();
        this.assets = owner.assets();
        this.permissions = permissions;
    }

    /**
     * Proves {@code token}, in one round trip.
     *
     * @param listedPermissions what the admin expects to be granted; empty for no expectation
     * @param subject whom Meta counts the call for
     */
    public static ProvenToken prove(
            GraphApi graph,
            GraphConnection connection,
            AccessToken token,
            TokenType type,
            Collection<String> listedPermissions,
            RateSubject subject)
            throws GraphException, TokenRefusedException {
        TokenOwner owner = graph.ownerOf(connection, token, type, subject);
        TokenInspection inspection = owner.inspection();
        if (!connection.app().id().equals(inspection.appId())) {
            throw new TokenRefusedException(TokenRefusedException.Refusal.OTHER_APP);
        }
        Profile profile =
                owner.profile().orElseThrow(() -> new TokenRefusedException(TokenRefusedException.Refusal.OTHER_TYPE));
        if (!profile.id().equals(inspection.userId())) {
            throw new TokenRefusedException(TokenRefusedException.Refusal.OTHER_USER);
        }
        if (type == TokenType.SYSTEM_USER && owner.clientBusiness().isEmpty()) {
            throw new TokenRefusedException(TokenRefusedException.Refusal.CLIENT_BUSINESS_MISSING);
        }
        PermissionComparison permissions = PermissionComparison.of(listedPermissions, inspection.scopes());
        if (!permissions.missing().isEmpty()) {
            throw new TokenRefusedException(TokenRefusedException.Refusal.PERMISSIONS_MISSING, permissions.missing());
        }
        return new ProvenToken(token, type, owner, profile, permissions);
    }

    /**
     * Refuses a token that is older than {@code epochSeconds}. Meta documents {@code issued_at} of long-lived tokens only
     * ("Debugging and Error Handling"); of one without it, the signed request that Meta's SDK gives with a token says when.
     *
     * @param beside a signed request of Meta's; it counts if it is about the same person
     */
    public void requireIssuedSince(long epochSeconds, Optional<SignedRequest> beside) throws TokenRefusedException {
        long issuedAt = inspection.issuedAt() != 0
                ? inspection.issuedAt()
                : beside.filter(request -> request.userId().equals(Optional.of(profile.id())))
                        .flatMap(SignedRequest::issuedAt)
                        .orElse(0L);
        if (issuedAt < epochSeconds) {
            throw new TokenRefusedException(TokenRefusedException.Refusal.NOT_FRESH);
        }
    }

    public AccessToken token() {
        return token;
    }

    public TokenType type() {
        return type;
    }

    public TokenInspection inspection() {
        return inspection;
    }

    public Profile profile() {
        return profile;
    }

    /** Present exactly for system user tokens. */
    public Optional<TokenOwner.ClientBusiness> clientBusiness() {
        return clientBusiness;
    }

    /** Ids of the assets that a system user token holds for; empty where Graph does not tell. */
    public Optional<Set<String>> assets() {
        return assets;
    }

    public PermissionComparison permissions() {
        return permissions;
    }

    /** The id that Keycloak keeps: the client business's for a system user token, the person's for a user token. */
    public String ownerId() {
        return clientBusiness.map(TokenOwner.ClientBusiness::id).orElseGet(profile::id);
    }
}
