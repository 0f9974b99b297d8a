package io.github.facebookbusiness.keycloak.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import java.util.List;
import java.util.Map;

/**
 * A provider that two businesses are connected with, and what there is to steal: their original tokens, and one
 * granular token of the first.
 */
record ConnectedBusinesses(
        TestRealm realm,
        TokenApi api,
        SandboxBusiness business,
        SandboxBusiness other,
        String original,
        String granular,
        String scope) {

    static final String ALIAS = "facebook-business";

    private static final ObjectMapper JSON = new ObjectMapper();

    static ConnectedBusinesses in(TestRealm realm) {
        realm.createProvider(ALIAS, Map.of());
        TokenApi api = TokenApi.of(realm, ALIAS);
        SandboxBusiness business = api.connect("Own");
        SandboxBusiness other = api.connect("Other");
        String scope = realm.businessConfiguration().permissions().get(0);
        Answer minted = api.call(business, Map.of("scope", List.of(scope))).expect(200);
        return new ConnectedBusinesses(
                realm, api, business, other, api.fetch(business).expect(200).text("id"), minted.text("id"), scope);
    }

    /** Who may read what, instead of what was listed before: client ids, and values of {@code tokenReaders}. */
    void readers(Map<String, String> readers) {
        readers(ALIAS, readers);
    }

    void readers(String alias, Map<String, String> readers) {
        List<Map<String, String>> entries = readers.entrySet().stream()
                .map(reader -> Map.of("key", reader.getKey(), "value", reader.getValue()))
                .toList();
        try {
            realm.updateProvider(alias, Map.of("tokenReaders", JSON.writeValueAsString(entries)))
                    .expect(204);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** What the fetch of the first business's original says to whoever has this access token. */
    Answer fetchAs(String accessToken) {
        return api.as(accessToken).fetch(business);
    }
}
