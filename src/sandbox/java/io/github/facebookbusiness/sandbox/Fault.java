package io.github.facebookbusiness.sandbox;

/** What can go wrong at Meta, or be wrong about its answers. Switched per app by {@link Faults}. */
public enum Fault {
    DIALOG_APP_NOT_LIVE(Stage.DIALOG, "The dialog redirects back with error code 1349126: the app is not live."),
    DIALOG_URL_BLOCKED(Stage.DIALOG, "The dialog redirects back with error code 1349168: the address is not listed."),
    DIALOG_DOMAIN(Stage.DIALOG, "The dialog redirects back with error code 1349048: the domain is not the app's."),
    DIALOG_FEATURE_UNAVAILABLE(
            Stage.DIALOG, "The dialog redirects back with error code 1349220: login is unavailable for this app."),
    DIALOG_UNKNOWN_ERROR(Stage.DIALOG, "The dialog redirects back with an error code that nobody knows, 999999."),
    DIALOG_SERVER_ERROR(Stage.DIALOG, "The dialog redirects back with error=server_error."),

    UNKNOWN_APP(Stage.EXCHANGE, "The code exchange says that the app id is not valid (code 101)."),
    WRONG_SECRET(Stage.EXCHANGE, "The code exchange says that the app secret is wrong, in a code that says retry (1)."),
    CODE_INVALID(Stage.EXCHANGE, "The code exchange finds the code malformed (code 100)."),
    CODE_EXPIRED(Stage.EXCHANGE, "The code exchange finds the code expired (100/36007)."),
    CODE_USED(Stage.EXCHANGE, "The code exchange finds the code used (100/36009)."),
    REDIRECT_URI_MISMATCH(
            Stage.EXCHANGE, "The code exchange finds another redirect_uri than the dialog's (100/36008)."),
    EXCHANGE_HTML_502(Stage.EXCHANGE, "The code exchange is answered by a gateway: status 502 and HTML."),
    EXCHANGE_DROPS(Stage.EXCHANGE, "The connection of the code exchange is closed without an answer."),
    EXCHANGE_REDIRECTS(Stage.EXCHANGE, "The code exchange is redirected to another host, which records who follows."),
    EXCHANGE_OVERSIZED(Stage.EXCHANGE, "The answer to the code exchange has several megabytes."),
    EXCHANGE_NO_TOKEN(Stage.EXCHANGE, "The code exchange succeeds, but its answer has no access token."),
    EXCHANGE_TRANSIENT(Stage.EXCHANGE, "The code exchange fails for now: status 500, code 2, is_transient."),
    EXCHANGE_RATE_LIMITED(Stage.EXCHANGE, "The code exchange meets the app's rate limit (code 4, X-App-Usage)."),
    EXCHANGE_HANGS(Stage.EXCHANGE, "The answer to the code exchange is held back until this is switched off."),
    LONG_LIVED_REFUSED(Stage.EXCHANGE, "The exchange for a long-lived token is refused (code 10)."),
    LONG_LIVED_DROPS(Stage.EXCHANGE, "The connection of the exchange for a long-lived token is closed."),
    LONG_LIVED_RATE_LIMITED(
            Stage.EXCHANGE, "The exchange for a long-lived token meets the app's rate limit (code 4, X-App-Usage)."),

    RENEWAL_REFUSED(Stage.RENEWAL, "The renewal is refused for good (code 200), and no token is issued."),
    RENEWAL_TRANSIENT(
            Stage.RENEWAL, "The renewal fails for now, and no token is issued: status 500, code 2, is_transient."),
    RENEWAL_RATE_LIMITED(
            Stage.RENEWAL, "The renewal meets the app's rate limit, and no token is issued (code 4, X-App-Usage)."),
    RENEWAL_BUSINESS_RATE_LIMITED(
            Stage.RENEWAL,
            "The renewal meets the business's rate limit, and no token is issued (code 80008,"
                    + " X-Business-Use-Case-Usage)."),
    RENEWAL_HTML_502(Stage.RENEWAL, "The token is renewed, but the answer comes from a gateway: status 502 and HTML."),
    RENEWAL_DROPS(Stage.RENEWAL, "The token is renewed, but the connection is closed without an answer."),
    RENEWAL_HANGS(Stage.RENEWAL, "The token is renewed, but the answer is held back until this is switched off."),
    RENEWAL_NO_TOKEN(Stage.RENEWAL, "The renewal succeeds, but its answer has no access token."),
    RENEWAL_NO_EXPIRES_IN(Stage.RENEWAL, "The renewal succeeds, but its answer has no expires_in."),
    RENEWAL_SAME_TOKEN(Stage.RENEWAL, "The renewal answers with the old token, which lives no longer than before."),
    RENEWAL_WIDER(Stage.RENEWAL, "The renewal answers with a token that has more permissions and assets than before."),
    RENEWAL_OTHER_BUSINESS(Stage.RENEWAL, "The renewal answers with a token of another business."),

    MINT_PERMISSION_NOT_VALID(Stage.MINT, "system_user_access_tokens refuses the permissions asked for (code 3962)."),
    MINT_SESSION_INVALID(Stage.MINT, "system_user_access_tokens finds the calling session revoked (code 452)."),
    MINT_PERMISSIONS_ERROR(Stage.MINT, "system_user_access_tokens fails with a permissions error (code 200)."),
    MINT_INSUFFICIENT_PERMISSIONS(
            Stage.MINT, "system_user_access_tokens says that the caller lacks business_management (code 33)."),
    MINT_TOKEN_REFUSED(Stage.MINT, "system_user_access_tokens refuses the calling token (code 190)."),
    MINT_TRANSIENT(
            Stage.MINT,
            "system_user_access_tokens fails for now, and mints nothing: status 500, code 2, is_transient."),
    MINT_RATE_LIMITED(
            Stage.MINT,
            "system_user_access_tokens meets the app's rate limit, and mints nothing (code 4, X-App-Usage)."),
    MINT_BUSINESS_RATE_LIMITED(
            Stage.MINT,
            "system_user_access_tokens meets the business's rate limit, and mints nothing (code 80008,"
                    + " X-Business-Use-Case-Usage)."),
    MINT_USAGE_FULL(Stage.MINT, "system_user_access_tokens succeeds, and X-App-Usage says that no call is left."),
    MINT_HTML_502(Stage.MINT, "The token is minted, but the answer comes from a gateway: status 502 and HTML."),
    MINT_DROPS(Stage.MINT, "The token is minted, but the connection is closed without an answer."),
    MINT_HANGS(Stage.MINT, "The token is minted, but the answer is held back until this is switched off."),
    MINT_REDIRECTS(Stage.MINT, "system_user_access_tokens is redirected to another host, which records who follows."),
    MINT_OVERSIZED(Stage.MINT, "The answer of system_user_access_tokens has several megabytes."),
    MINT_NO_TOKEN(Stage.MINT, "system_user_access_tokens succeeds, but its answer has no access token."),
    MINT_OTHER_BUSINESS(Stage.MINT, "system_user_access_tokens answers with a token of another business."),
    MINT_WIDER(
            Stage.MINT, "system_user_access_tokens answers with all permissions and assets, whatever was asked for."),
    MINT_JSON_LISTS_ONLY(
            Stage.MINT, "system_user_access_tokens refuses lists separated by commas, and takes JSON arrays only."),

    BATCH_HTML_502(Stage.BATCH, "The batch is answered by a gateway: status 502 and HTML."),
    BATCH_DROPS(Stage.BATCH, "The connection of the batch is closed without an answer."),
    BATCH_REDIRECTS(Stage.BATCH, "The batch is redirected to another host, which records who follows."),
    BATCH_OVERSIZED(Stage.BATCH, "The answer to the batch has several megabytes."),
    BATCH_NULL_ENTRIES(Stage.BATCH, "Every entry of the batch's answer is null, as when Meta ran out of time."),
    BATCH_LAST_ENTRY_NULL(Stage.BATCH, "The last entry of the batch's answer is null."),
    BATCH_TOP_LEVEL_ERROR(Stage.BATCH, "The batch as a whole is refused for its access token (code 190)."),
    BATCH_TRANSIENT(Stage.BATCH, "The batch fails for now: status 500, code 2, is_transient."),
    BATCH_RATE_LIMITED(Stage.BATCH, "The batch meets the app's rate limit (code 4, X-App-Usage)."),
    BATCH_USAGE_FULL(Stage.BATCH, "The batch succeeds, and X-App-Usage says that no call is left."),
    BATCH_HANGS(Stage.BATCH, "The answer to the batch is held back until this is switched off."),

    APP_DELETED(Stage.APP, "Every call to Graph is refused: the app has been deleted (code 101)."),
    APP_SIGNATURE_REFUSED(Stage.APP, "Every call to Graph is refused for its signature (code 104)."),
    APP_DISABLED(Stage.APP, "Every call to Graph is refused: the app's access is deactivated (code 200)."),

    DEBUG_TOKEN_HANGS(
            Stage.DEBUG_TOKEN, "The answer of debug_token, also in a batch, is held back until this is switched off."),
    DEBUG_TOKEN_TRANSIENT(Stage.DEBUG_TOKEN, "debug_token fails for now: status 500, code 2, is_transient."),
    DEBUG_TOKEN_RATE_LIMITED(Stage.DEBUG_TOKEN, "debug_token meets the app's rate limit (code 4, X-App-Usage)."),
    DEBUG_TOKEN_MALFORMED(Stage.DEBUG_TOKEN, "debug_token is answered with something that is not JSON."),
    TOKEN_INVALID(
            Stage.DEBUG_TOKEN,
            "debug_token says is_valid=false, with status 200 and an error 190 inside, whatever the token is."),
    DEBUG_TOKEN_INVALID_WITHOUT_ERROR(
            Stage.DEBUG_TOKEN, "debug_token says is_valid=false, with status 200 and no error inside."),
    DEBUG_TOKEN_CHECKPOINTED(
            Stage.DEBUG_TOKEN, "debug_token says is_valid=false: somebody must log in at facebook.com (190/459)."),
    DEBUG_TOKEN_UNCONFIRMED(
            Stage.DEBUG_TOKEN, "debug_token says is_valid=false: somebody is not a confirmed user (190/464)."),
    DEBUG_TOKEN_APP_DELETED(
            Stage.DEBUG_TOKEN, "debug_token says is_valid=false, with status 200 and the app's error 101 inside."),
    DEBUG_TOKEN_SIGNATURE_REFUSED(
            Stage.DEBUG_TOKEN, "debug_token says is_valid=false, with status 200 and the caller's error 104 inside."),
    TOKEN_OF_OTHER_APP(Stage.DEBUG_TOKEN, "debug_token refuses the token as another app's (code 100)."),
    TOKEN_APP_ID_OTHER(Stage.DEBUG_TOKEN, "debug_token answers with another app_id."),
    TOKEN_TYPE_OTHER(Stage.DEBUG_TOKEN, "debug_token tells the other token type: USER for SYSTEM_USER, and back."),
    APP_ID_AS_NUMBER(Stage.DEBUG_TOKEN, "debug_token writes app_id as a JSON number."),
    DEBUG_TOKEN_NO_ISSUED_AT(
            Stage.DEBUG_TOKEN,
            "debug_token does not say when the token was issued, as Meta documents of short-lived ones."),
    DEBUG_TOKEN_FEWER_SCOPES(
            Stage.DEBUG_TOKEN, "debug_token leaves one permission out that was granted; /me/permissions tells it."),

    PROFILE_REFUSED(Stage.ANSWERS, "/me is refused: the app is not authorized (190/458)."),
    PROFILE_MALFORMED(Stage.ANSWERS, "/me is answered with something that is not JSON."),
    PROFILE_WITHOUT_ID(Stage.ANSWERS, "/me is answered without the id."),
    PROFILE_ID_MISMATCH(Stage.ANSWERS, "/me tells another id than debug_token's user_id."),
    NO_CLIENT_BUSINESS(Stage.ANSWERS, "/me leaves client_business_id out."),
    BUSINESS_NAME_REFUSED(Stage.ANSWERS, "Reading the client business is refused (100/33)."),
    PERMISSION_MISSING(Stage.ANSWERS, "One permission of the configuration was not granted."),
    PERMISSION_RENAMED(Stage.ANSWERS, "One permission has another name than the configuration's."),
    ASSIGNED_ASSETS_REFUSED(Stage.ANSWERS, "The assigned_ edges of a system user are refused as unknown (code 100)."),
    ASSIGNED_ASSETS_FORBIDDEN(
            Stage.ANSWERS, "The assigned_ edges of a system user are forbidden to the app (code 10)."),
    REVOKE_REFUSED(Stage.ANSWERS, "oauth/revoke is refused (code 200), and the token lives on."),
    REVOKE_WITHOUT_EFFECT(Stage.ANSWERS, "oauth/revoke says that it succeeded, but the token lives on."),
    DEAUTHORIZE_REFUSED(
            Stage.ANSWERS, "DELETE /me/permissions is refused (code 200), and all tokens of the caller live on."),
    DEAUTHORIZE_WITHOUT_EFFECT(Stage.ANSWERS, "DELETE /me/permissions says that it succeeded, but the tokens live on."),
    SCRIPT_IN_NAMES(Stage.ANSWERS, "Names of people, businesses and the app contain a script element."),
    SCRIPT_IN_ERRORS(Stage.ANSWERS, "Error messages, at Graph and in redirects, contain a script element."),
    MALFORMED_ERROR(Stage.ANSWERS, "Every call to Graph is refused with status 400 and a body that is not JSON.");

    /** Where in a login a fault shows. */
    enum Stage {
        DIALOG("Login dialog"),
        EXCHANGE("Token exchange"),
        RENEWAL("Renewal: fb_exchange_token with set_token_expires_in_60_days"),
        MINT("System user access tokens"),
        BATCH("Batch"),
        APP("The app"),
        DEBUG_TOKEN("debug_token"),
        ANSWERS("Graph's other answers");

        private final String label;

        Stage(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    private final Stage stage;
    private final String sentence;

    Fault(Stage stage, String sentence) {
        this.stage = stage;
        this.sentence = sentence;
    }

    Stage stage() {
        return stage;
    }

    /** What happens when it is on. */
    public String sentence() {
        return sentence;
    }
}
