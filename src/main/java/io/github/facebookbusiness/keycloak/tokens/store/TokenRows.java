package io.github.facebookbusiness.keycloak.tokens.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.github.facebookbusiness.keycloak.graph.TokenInspection.GranularScope;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStatus.KeyPresence;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keycloak.common.util.Time;

/** Between a row and what it stands for. */
final class TokenRows {

    private static final int NAME_LENGTH = 255;
    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new Jdk8Module());

    private final TokenKeys keys;

    TokenRows(TokenKeys keys) {
        this.keys = keys;
    }

    /** Changing the place makes every stored token unreadable. */
    Seal sealOf(BusinessTokenEntity row) {
        return new Seal(
                keys,
                "facebook-business system user token 1",
                row.realmId,
                row.providerId,
                row.clientBusinessId,
                row.id);
    }

    StoredToken read(BusinessTokenEntity row) {
        BusinessToken token = describe(row, KeyPresence.of(keys.byId(row.keyId).isPresent()));
        return new StoredToken(token, sealOf(row), row.sealedToken, row.version);
    }

    BusinessToken describe(BusinessTokenEntity row, KeyPresence key) {
        return new BusinessToken(
                row.id,
                row.clientBusinessId,
                Optional.ofNullable(row.clientBusinessName),
                row.systemUserId,
                row.configId,
                row.appId,
                row.graphHost,
                set(row.scopes),
                Optional.ofNullable(row.assets).map(TokenRows::set),
                granularScopes(row.granularScopes),
                Optional.ofNullable(row.parentId),
                TokenStatus.of(row.status, row.expiresAt, key, Time.currentTime()),
                row.issuedAt,
                row.expiresAt,
                row.lastCheckedAt);
    }

    static void write(BusinessTokenEntity row, NewToken token) {
        row.clientBusinessName = token.clientBusinessName()
                .map(name -> name.substring(0, Math.min(name.length(), NAME_LENGTH)))
                .orElse(row.clientBusinessName);
        row.systemUserId = token.systemUserId();
        row.appId = token.appId();
        row.graphHost = token.graphHost();
        row.scopes = text(token.scopes());
        row.assets = token.assets().map(TokenRows::text).orElse(null);
        row.granularScopes = json(token.granularScopes());
        row.status = TokenStatus.ACTIVE;
        row.issuedAt = token.issuedAt();
        row.expiresAt = token.expiresAt();
        row.lastCheckedAt = Time.currentTime();
    }

    static boolean has(BusinessTokenEntity row, Selection selection) {
        boolean sameAssets = selection
                .assets()
                .map(assets -> row.assets != null && set(row.assets).equals(assets))
                .orElse(!row.narrowedToAssets);
        boolean sameScopes =
                selection.scopes().map(scopes -> set(row.scopes).equals(scopes)).orElse(!row.narrowedToScopes);
        return sameAssets && sameScopes;
    }

    static String text(Collection<String> names) {
        return String.join(",", names);
    }

    private static Set<String> set(String text) {
        return text.isEmpty() ? Set.of() : new LinkedHashSet<>(Arrays.asList(text.split(",")));
    }

    static String json(List<GranularScope> scopes) {
        try {
            return JSON.writeValueAsString(scopes);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Lists of texts are JSON", e);
        }
    }

    private static List<GranularScope> granularScopes(String json) {
        try {
            return JSON.readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A row of the token store was edited: granular scopes are not JSON", e);
        }
    }
}
