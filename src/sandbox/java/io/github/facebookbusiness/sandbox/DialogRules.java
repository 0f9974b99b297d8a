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

    /** To a dialog that redirects back. */
    static Optional<String> objection(SandboxApp app, GraphRequest request) {
        Parameters parameters = request.parameters();
        if (!app.redirectUris().contains(parameters.valueOrEmpty("redirect_uri"))) {
            return Optional.of("URL Blocked: This redirect failed because the redirect URI is not white-listed in the "
                    + "app's client OAuth settings. Make sure that the client and web OAuth logins are on and add all "
                    + "your app domains as valid OAuth redirect URIs.");
        }
        return configurationObjection(app, parameters)
                .or(() -> stateObjection(parameters))
                .or(() -> isForSystemUsers(app, parameters)
                        ? systemUserObjection(app, request)
                        : userObjection(parameters))
                .or(() -> ExtrasRules.objection(configuration(app, parameters).orElseThrow(), parameters));
    }

    /** To a popup of the JavaScript SDK, which has a redirect URI of Meta's own and needs no {@code state}. */
    static Optional<String> sdkObjection(SandboxApp app, GraphRequest request) {
        Parameters parameters = request.parameters();
        if (!app.sdkDomains().contains(parameters.valueOrEmpty("origin"))) {
            return Optional.of("JSSDK Unknown Host domain: The Domain you are hosting the Facebook Javascript SDK is "
                    + "not in your app's Javascript SDK host domain list.");
        }
        return configurationObjection(app, parameters)
                .or(() -> isForSystemUsers(app, parameters) ? systemUserObjection(app, request) : Optional.empty())
                .or(() -> ExtrasRules.objection(configuration(app, parameters).orElseThrow(), parameters));
    }

    /** To hosted Embedded Signup, which has no response type: nothing comes back. */
    static Optional<String> hostedObjection(SandboxApp app, GraphRequest request) {
        Parameters parameters = request.parameters();
        return configurationObjection(app, parameters)
                .or(() -> configuration(app, parameters)
                                .filter(SandboxConfiguration::isSignup)
                                .isPresent()
                        ? Optional.empty()
                        : Optional.of("This configuration is not for Embedded Signup. (The sandbox's own words.)"))
                .or(() -> ExtrasRules.objection(configuration(app, parameters).orElseThrow(), parameters));
    }

    private static Optional<String> configurationObjection(SandboxApp app, Parameters parameters) {
        if (!parameters.has("config_id")) {
            return Optional.of(notAvailable());
        }
        Optional<SandboxConfiguration> configuration = configuration(app, parameters);
        if (configuration.isEmpty()) {
            return Optional.of("Config ID is invalid");
        }
        return configuration.get().hasSupportedPermission() ? Optional.empty() : Optional.of(notAvailable());
    }

    private static Optional<String> stateObjection(Parameters parameters) {
        return parameters.valueOrEmpty("state").isEmpty()
                ? Optional.of("The parameter state is required. (The sandbox's own words.)")
                : Optional.empty();
    }

    private static Optional<String> systemUserObjection(SandboxApp app, GraphRequest request) {
        Parameters parameters = request.parameters();
        boolean isSignup = configuration(app, parameters)
                .filter(SandboxConfiguration::isSignup)
                .isPresent();
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

    private static Optional<SandboxConfiguration> configuration(SandboxApp app, Parameters parameters) {
        return app.configuration(parameters.valueOrEmpty("config_id"));
    }

    private static boolean isForSystemUsers(SandboxApp app, Parameters parameters) {
        return configuration(app, parameters)
                .filter(SandboxConfiguration::isForSystemUsers)
                .isPresent();
    }

    private static String notAvailable() {
        return "It looks like this app isn't available. This app needs at least one supported permission. If you're "
                + "the app developer, make sure that this app has advanced access to at least one supported "
                + "permission.";
    }
}
