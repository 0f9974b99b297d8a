package io.github.facebookbusiness.keycloak.tokens.store;

import io.github.facebookbusiness.keycloak.config.KeyReference;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.keycloak.crypto.KeyWrapper;
import org.keycloak.models.KeyManager;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.vault.VaultStringSecret;
import org.keycloak.vault.VaultTranscriber;

/** A Keycloak session that has AES keys and a vault, and nothing else. */
final class SessionWithKeys {

    private final Map<String, KeyWrapper> keys = new LinkedHashMap<>();
    private final Map<String, String> vault = new HashMap<>();
    private String active;

    /** A key that is the active one from now on. */
    SessionWithKeys aesKey(String kid, int bytes) {
        KeyWrapper key = new KeyWrapper();
        key.setKid(kid);
        key.setSecretKey(new SecretKeySpec(new byte[bytes], "AES"));
        keys.put(kid, key);
        active = kid;
        return this;
    }

    SessionWithKeys withoutAesKey(String kid) {
        keys.remove(kid);
        return this;
    }

    SessionWithKeys vault(String key, String secret) {
        vault.put("${vault." + key + "}", secret);
        return this;
    }

    TokenKeys tokenKeys(KeyReference... references) {
        return new TokenKeys(session(), realm("realm-1"), List.of(references));
    }

    static RealmModel realm(String id) {
        return proxy(RealmModel.class, (self, method, arguments) -> id);
    }

    private KeycloakSession session() {
        KeyManager manager = proxy(KeyManager.class, (self, method, arguments) -> switch (method.getName()) {
            case "getActiveKey" -> keys.get(active);
            case "getKeysStream" -> keys.values().stream();
            default -> keys.get((String) arguments[1]);
        });
        VaultTranscriber transcriber =
                proxy(VaultTranscriber.class, (self, method, arguments) -> secret((String) arguments[0]));
        return proxy(
                KeycloakSession.class,
                (self, method, arguments) -> method.getName().equals("vault") ? transcriber : manager);
    }

    private VaultStringSecret secret(String reference) {
        return proxy(
                VaultStringSecret.class,
                (self, method, arguments) ->
                        method.getName().equals("get") ? Optional.ofNullable(vault.get(reference)) : null);
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
