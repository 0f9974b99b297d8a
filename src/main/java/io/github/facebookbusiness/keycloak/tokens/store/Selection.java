package io.github.facebookbusiness.keycloak.tokens.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a granular token was narrowed to, without order and repetition: two requests for the same are for one token.
 *
 * @param assets empty where it was not narrowed to assets
 * @param scopes empty where it was not narrowed to scopes
 */
public record Selection(Optional<SortedSet<String>> assets, Optional<SortedSet<String>> scopes) {

    /** Everything that the original has. */
    public static final Selection ALL = new Selection(Optional.empty(), Optional.empty());

    /** What stands in a row of an original, in place of a fingerprint. */
    static final String ORIGINAL = "original";

    public static Selection of(
            Optional<? extends Collection<String>> assets, Optional<? extends Collection<String>> scopes) {
        return new Selection(assets.map(TreeSet::new), scopes.map(TreeSet::new));
    }

    public boolean isAll() {
        return assets.isEmpty() && scopes.isEmpty();
    }

    /** Of one length, because it stands in an index: 64 characters and a prefix that no original has. */
    String fingerprint() {
        String text = "assets=" + assets.map(ids -> String.join(",", ids)).orElse("*") + ";scopes="
                + scopes.map(names -> String.join(",", names)).orElse("*");
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "part-" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }
}
