package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.config.KeyReference;
import java.util.List;
import java.util.Optional;

/**
 * What the operator is told about the keys for stored tokens. Without the server option each realm's AES key encrypts
 * them: it works from the first minute, but protects from nobody who gets a copy of the database.
 */
final class TokenKeyNotice {

    private static final String REALM_KEYS =
            "realm AES keys, in the same database as the tokens (see operations: Keys)";
    private static final String WARNING = "Stored Facebook access tokens are encrypted with each realm's AES key, which"
            + " lies in the same database as the tokens unless the realm's key provider keeps it elsewhere: a copy of"
            + " the database is enough to read them. Set the server option"
            + " spi-social--facebook-business--token-keys to a key outside the database, such as file:/path or"
            + " vault:key, and re-encrypt (see operations: Keys).";

    private final List<KeyReference> keys;

    TokenKeyNotice(List<KeyReference> keys) {
        this.keys = keys;
    }

    /** For the log, once, when the server starts; empty where there is nothing to warn of. */
    Optional<String> warning() {
        return keys.isEmpty() ? Optional.of(WARNING) : Optional.empty();
    }

    /** Where the key that encrypts lies. */
    String whereabouts() {
        if (keys.isEmpty()) {
            return REALM_KEYS;
        }
        return keys.get(0) instanceof KeyReference.InFile ? "file" : "vault";
    }
}
