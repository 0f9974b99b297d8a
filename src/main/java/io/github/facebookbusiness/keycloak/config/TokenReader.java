package io.github.facebookbusiness.keycloak.config;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What one client's service account may read: a value of {@code tokenReaders}.
 *
 * @param clientBusinessIds ids, or {@code *} for every business
 * @param kind whether originals are among it
 */
public record TokenReader(Set<String> clientBusinessIds, Kind kind) {

    /** Which tokens. */
    public enum Kind {
        ALL,
        GRANULAR
    }

    private static final String GRANULAR = "granular";
    private static final String EVERY_BUSINESS = "*";
    private static final Pattern FORM = Pattern.compile("(?:\\*|[0-9]{1,32})(?: (?:\\*|[0-9]{1,32}|granular))*+");

    static boolean isWellFormed(String value) {
        return FORM.matcher(value).matches();
    }

    static TokenReader parse(String value) {
        Set<String> words = new LinkedHashSet<>(Arrays.asList(value.split(" ")));
        Kind kind = words.remove(GRANULAR) ? Kind.GRANULAR : Kind.ALL;
        return new TokenReader(words, kind);
    }

    public boolean mayRead(String clientBusinessId) {
        return clientBusinessIds.contains(EVERY_BUSINESS) || clientBusinessIds.contains(clientBusinessId);
    }
}
