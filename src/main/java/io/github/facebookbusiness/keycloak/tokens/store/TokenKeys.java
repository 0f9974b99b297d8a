package io.github.facebookbusiness.keycloak.tokens.store;

import io.github.facebookbusiness.keycloak.config.AppSecret;
import io.github.facebookbusiness.keycloak.config.KeyReference;
import io.github.facebookbusiness.keycloak.config.SharedGraph;
import io.github.facebookbusiness.keycloak.graph.HmacSha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keycloak.component.ComponentModel;
import org.keycloak.crypto.Algorithm;
import org.keycloak.crypto.KeyUse;
import org.keycloak.crypto.KeyWrapper;
import org.keycloak.keys.GeneratedAesKeyProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * The keys of one realm for tokens at rest. The first of the operator's {@code token-keys} encrypts, or else the
 * realm's active AES key; all of them, and the realm's passive AES keys, still decrypt what they encrypted before. One
 * reason for its length: wherever keys come from, only this class knows.
 */
public final class TokenKeys {

    /** Tells in a row where its key comes from; a realm's admin may call a key of a keystore so, too. */
    private static final String OUTSIDE = "ext-";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final List<KeyReference> references;

    public TokenKeys(KeycloakSession session, RealmModel realm, List<KeyReference> references) {
        this.session = session;
        this.realm = realm;
        this.references = references;
    }

    public static TokenKeys of(KeycloakSession session, RealmModel realm) {
        return new TokenKeys(session, realm, SharedGraph.of(session).options().tokenKeys());
    }

    /**
     * A key and its id. What is stored is never encrypted with {@code secret} itself, see {@link #derive}.
     *
     * @param secret of any length
     */
    record Key(String id, byte[] secret) {

        /**
         * A key of 256 bits for one purpose and one row: realms of older Keycloak versions have AES keys of 128 bits,
         * and a value that was moved to another row must not decrypt there.
         *
         * @param purpose none of them contains a NUL, which separates them
         */
        byte[] derive(String... purpose) {
            return HmacSha256.of(secret, String.join("\0", purpose));
        }

        @Override
        public String toString() {
            return "Key[" + id + "]";
        }
    }

    /**
     * To call before Meta is asked for a token: one that cannot be kept would be lost, and live on at Meta.
     *
     * @throws KeyMissingException where there is no key to encrypt with
     */
    public void requireActive() {
        active();
    }

    /** The key to encrypt with. */
    Key active() {
        if (!references.isEmpty()) {
            return outside(references.get(0))
                    .orElseThrow(() -> new KeyMissingException("The vault has no value for the first of token-keys"));
        }
        return inRealm(session.keys().getActiveKey(realm, KeyUse.ENC, Algorithm.AES));
    }

    Optional<Key> byId(String id) {
        return outside(id).or(() -> Optional.ofNullable(session.keys().getKey(realm, id, KeyUse.ENC, Algorithm.AES))
                .map(TokenKeys::inRealm));
    }

    private Optional<Key> outside(String id) {
        if (!id.startsWith(OUTSIDE)) {
            return Optional.empty();
        }
        return references.stream()
                .flatMap(reference -> outside(reference).stream())
                .filter(key -> key.id().equals(id))
                .findFirst();
    }

    /** The ids of all keys that are here. */
    Set<String> ids() {
        Set<String> ids = new LinkedHashSet<>();
        references.forEach(reference -> outside(reference).ifPresent(key -> ids.add(key.id())));
        session.keys()
                .getKeysStream(realm, KeyUse.ENC, Algorithm.AES)
                .map(KeyWrapper::getKid)
                .forEach(ids::add);
        return ids;
    }

    /** Where {@link #active()} comes from. */
    public KeySource source() {
        if (!references.isEmpty()) {
            active();
            return references.get(0) instanceof KeyReference.InFile ? KeySource.FILE : KeySource.VAULT;
        }
        KeyWrapper key = session.keys().getActiveKey(realm, KeyUse.ENC, Algorithm.AES);
        ComponentModel provider = key.getProviderId() == null ? null : realm.getComponent(key.getProviderId());
        return provider == null || GeneratedAesKeyProviderFactory.ID.equals(provider.getProviderId())
                ? KeySource.REALM_AES_KEY
                : KeySource.REALM_KEYSTORE;
    }

    private Optional<Key> outside(KeyReference reference) {
        if (reference instanceof KeyReference.InFile file) {
            return Optional.of(keyOf(file.secret()));
        }
        try {
            // A file of openssl's that was moved into the vault has a newline, and is the same key.
            String secret = AppSecret.resolve(session, "${vault." + ((KeyReference.InVault) reference).key() + "}")
                    .strip();
            return secret.length() < KeyReference.LEAST_CHARACTERS ? Optional.empty() : Optional.of(keyOf(secret));
        } catch (AppSecret.UnresolvedException e) {
            return Optional.empty();
        }
    }

    /** Its id is made of the key itself, so that it stays the same when a file or a vault entry gets another name. */
    private static Key keyOf(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        byte[] fingerprint = HmacSha256.of(bytes, "facebook-business token key id");
        return new Key(OUTSIDE + HexFormat.of().formatHex(fingerprint, 0, 8), bytes);
    }

    private static Key inRealm(KeyWrapper key) {
        return new Key(key.getKid(), key.getSecretKey().getEncoded());
    }
}
