package io.github.facebookbusiness.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the dialog sends back instead of a code. Only a cancelling person and a failing server come with {@code error};
 * what is wrong with the app comes with {@code error_code} and {@code error_message} alone (seen by others, and handled
 * so in their code).
 */
enum DialogError {
    APP_NOT_LIVE(
            Fault.DIALOG_APP_NOT_LIVE,
            "1349126",
            "App Not Setup: This app is still in development mode, and you don't have access to it."),
    URL_BLOCKED(
            Fault.DIALOG_URL_BLOCKED,
            "1349168",
            "URL Blocked: This redirect failed because the redirect URI is not white-listed in the app's client OAuth "
                    + "settings."),
    DOMAIN(
            Fault.DIALOG_DOMAIN,
            "1349048",
            "Can't load URL: The domain of this URL isn't included in the app's domains."),
    FEATURE_UNAVAILABLE(
            Fault.DIALOG_FEATURE_UNAVAILABLE,
            "1349220",
            "Feature Unavailable: Facebook Login is currently unavailable for this app, since we are updating "
                    + "additional details for this app. Please try again later."),
    UNKNOWN(Fault.DIALOG_UNKNOWN_ERROR, "999999", "Something went wrong");

    private final Fault fault;
    private final String code;
    private final String message;

    DialogError(Fault fault, String code, String message) {
        this.fault = fault;
        this.code = code;
        this.message = message;
    }

    /** The parameters of the redirect that an active fault asks for; none without one. */
    static Map<String, String> befalling(Faults faults) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (faults.strikes(Fault.DIALOG_SERVER_ERROR)) {
            parameters.put("error", "server_error");
            parameters.put("error_description", told("An unexpected error has occurred.", faults));
            return parameters;
        }
        for (DialogError error : values()) {
            if (faults.strikes(error.fault)) {
                parameters.put("error_code", error.code);
                parameters.put("error_message", told(error.message, faults));
                return parameters;
            }
        }
        return parameters;
    }

    static Map<String, String> cancelled(Faults faults) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("error", "access_denied");
        parameters.put("error_code", "200");
        parameters.put("error_description", told("Permissions error", faults));
        parameters.put("error_reason", "user_denied");
        return parameters;
    }

    /** What a page of Meta's own shows instead of a redirect with these parameters. */
    static String words(Map<String, String> parameters) {
        return parameters.getOrDefault("error_message", parameters.getOrDefault("error_description", ""));
    }

    private static String told(String message, Faults faults) {
        return faults.strikes(Fault.SCRIPT_IN_ERRORS) ? Markup.in(message) : message;
    }
}
