package io.github.facebookbusiness.sandbox;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Why the dialog would not open for a request. Meta shows these on a page of its own and never redirects, so the server
 * behind the redirect URI learns nothing of them. The words are Meta's where they are known.
 */
final class DialogRules {
    private static final Pattern MOBILE = Pattern.compile("Mobi|Android|iPhone|iPad");

    private DialogRules() {}

    static Optional<String> objection(SandboxApp app, GraphRequest request) {
        Parameters parameters = request.parameters();
        if (!app.redirectUris().contains(parameters.valueOrEmpty("redirect_uri"))) {
            return Optional.of("URL Blocked: This redirect failed because the redirect URI is not white-listed in the "
                    + "app's client OAuth settings. Make sure that the client and web OAuth logins are on and add all "
                    + "your app domains as valid OAuth redirect URIs.");
        }
        if (!parameters.has("config_id")) {
            return Optional.of(notAvailable());
        }
        Optional<SandboxConfiguration> configuration = app.configuration(parameters.valueOrEmpty("config_id"));
        if (configuration.isEmpty()) {
            return Optional.of("Config ID is invalid");
        }
        if (!configuration.get().hasSupportedPermission()) {
            return Optional.of(notAvailable());
        }
        if (parameters.valueOrEmpty("state").isEmpty()) {
            return Optional.of("The parameter state is required. (The sandbox's own words.)");
        }
        return configuration.get().isForSystemUsers()
                ? systemUserObjection(configuration.get(), request)
                : userObjection(parameters);
    }

    private static Optional<String> systemUserObjection(SandboxConfiguration configuration, GraphRequest request) {
        Parameters parameters = request.parameters();
        boolean isSignup = configuration.variation() == LoginVariation.WHATSAPP_EMBEDDED_SIGNUP;
        if (!isSignup
                && MOBILE.matcher(request.headers().getOrDefault("user-agent", ""))
                        .find()) {
            return Optional.of("Business System User Access Token is not currently supported on Mobile devices");
        }
        if (!parameters.valueOrEmpty("response_type").equals("code")
                || !parameters.valueOrEmpty("override_default_response_type").equals("true")) {
            return Optional.of("Business System User Access Token is set up with incorrect response_type");
        }
        if (parameters.has("scope")) {
            return Optional.of("The parameter scope should not be used with a configuration for system user access "
                    + "tokens. (The sandbox's own words.)");
        }
        return Optional.empty();
    }

    private static Optional<String> userObjection(Parameters parameters) {
        return parameters.value("response_type").orElse("code").equals("code")
                ? Optional.empty()
                : Optional.of("The sandbox plays response_type=code only. (The sandbox's own words.)");
    }

    private static String notAvailable() {
        return "It looks like this app isn't available. This app needs at least one supported permission. If you're "
                + "the app developer, make sure that this app has advanced access to at least one supported "
                + "permission.";
    }
}
