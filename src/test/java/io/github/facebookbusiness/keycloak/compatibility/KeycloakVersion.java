package io.github.facebookbusiness.keycloak.compatibility;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As Keycloak numbers its releases. */
record KeycloakVersion(int major, int minor, int micro) implements Comparable<KeycloakVersion> {

    private static final Pattern FORM = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)");

    static KeycloakVersion of(String text) {
        Matcher numbers = FORM.matcher(text);
        if (!numbers.matches()) {
            throw new IllegalArgumentException("Not a version of Keycloak: " + text);
        }
        return new KeycloakVersion(
                Integer.parseInt(numbers.group(1)),
                Integer.parseInt(numbers.group(2)),
                Integer.parseInt(numbers.group(3)));
    }

    /** Whether both get fixes by the same releases. */
    boolean isOfLine(KeycloakVersion other) {
        return major == other.major && minor == other.minor;
    }

    String line() {
        return major + "." + minor;
    }

    @Override
    public int compareTo(KeycloakVersion other) {
        return Comparator.comparingInt(KeycloakVersion::major)
                .thenComparingInt(KeycloakVersion::minor)
                .thenComparingInt(KeycloakVersion::micro)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return line() + "." + micro;
    }
}
