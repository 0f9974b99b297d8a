package io.github.facebookbusiness.sandbox;

import java.util.Locale;

/** What a call is for; its name in lower case is what the call log tells. */
enum Operation {
    DIALOG,
    EXCHANGE_CODE,
    EXCHANGE_LONG_LIVED,
    APP_TOKEN,
    REVOKE,
    ME,
    ME_PERMISSIONS,
    DEAUTHORIZE,
    DEBUG_TOKEN,
    SYSTEM_USER_ACCESS_TOKENS,
    ASSIGNED_ASSETS,
    BUSINESS,
    APP,
    BATCH,
    /** Nothing that the sandbox plays. */
    UNKNOWN,
    /** Somebody followed a redirect that nobody may follow. */
    FOLLOWED_REDIRECT;

    String stableName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
