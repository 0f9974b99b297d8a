package io.github.facebookbusiness.keycloak.graph;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.math.BigInteger;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code POST /{client_business_id}/system_user_access_tokens} is asked for.
 *
 * @param assets ids; empty Optional for all of the original's
 * @param scopes permissions; empty Optional for all of the original's
 * @param systemUserId which system user; empty Optional leaves it to Meta
 */
public record SystemUserTokenRequest(
        Mode mode,
        Optional<List<String>> assets,
        Optional<List<String>> scopes,
        Optional<String> systemUserId,
        Lifetime lifetime) {

    /** Whether Meta makes a new token. */
    public enum Mode {
        FETCH_ONLY,
        MINT
    }

    /** How long a new token lives; without a word Meta makes one that never expires. */
    public enum Lifetime {
        META_DEFAULT,
        SIXTY_DAYS
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * The parameters as Meta's SDKs send them: lists as JSON arrays, asset ids in them as numbers. Source: Java
     * Business SDK v26.0, {@code Business.APIRequestCreateSystemUserAccessToken}.
     */
    Map<String, String> form() {
        Map<String, String> form = new LinkedHashMap<>();
        assets.ifPresent(ids -> form.put("asset", numbers(ids)));
        scopes.ifPresent(names -> form.put("scope", texts(names)));
        systemUserId.ifPresent(id -> form.put("system_user_id", id));
        if (mode == Mode.FETCH_ONLY) {
            form.put("fetch_only", "true");
        }
        if (lifetime == Lifetime.SIXTY_DAYS) {
            form.put("set_token_expires_in_60_days", "true");
        }
        return form;
    }

    private static String numbers(Collection<String> ids) {
        ArrayNode array = JSON.createArrayNode();
        ids.forEach(id -> array.add(new BigInteger(id)));
        return array.toString();
    }

    private static String texts(Collection<String> names) {
        ArrayNode array = JSON.createArrayNode();
        names.forEach(array::add);
        return array.toString();
    }
}
