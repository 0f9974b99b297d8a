package io.github.facebookbusiness.sandbox;

/**
 * What the code exchange wants as {@code redirect_uri} for a code that came through the JavaScript SDK. Meta's samples
 * leave it out; others report that Meta takes it empty only, or only with an address.
 */
public enum SdkRedirect {
    /** No such parameter. */
    OMITTED,
    /** The parameter is there, without a value. */
    EMPTY,
    /** One of the app's Valid OAuth Redirect URIs. */
    CALLBACK,
    /** Whatever it is, and also nothing. */
    ANY;

    boolean admits(Parameters parameters, SandboxApp app) {
        return switch (this) {
            case OMITTED -> !parameters.has("redirect_uri");
            case EMPTY ->
                parameters.has("redirect_uri")
                        && parameters.valueOrEmpty("redirect_uri").isEmpty();
            case CALLBACK -> app.redirectUris().contains(parameters.valueOrEmpty("redirect_uri"));
            case ANY -> true;
        };
    }
}
