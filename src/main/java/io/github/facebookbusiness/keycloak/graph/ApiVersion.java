package io.github.facebookbusiness.keycloak.graph;

import java.util.regex.Pattern;

/**
 * A version of the Graph API and of the dialog, such as {@code v26.0}. Calls without a version go to the oldest one
 * that the app may still use, and change under it when Meta retires that one; so there is always a version.
 */
public record ApiVersion(String value) {

    private static final Pattern FORM = Pattern.compile("v[1-9][0-9]{0,2}\\.[0-9]{1,2}");

    public static final ApiVersion DEFAULT = new ApiVersion("v26.0");

    public ApiVersion {
        if (!isWellFormed(value)) {
            throw new IllegalArgumentException("An API version looks like v26.0");
        }
    }

    public static boolean isWellFormed(String value) {
        return FORM.matcher(value).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}
