package io.github.facebookbusiness.sandbox;

import static io.github.facebookbusiness.sandbox.Visitor.CALLBACK;
import static io.github.facebookbusiness.sandbox.Visitor.error;
import static io.github.facebookbusiness.sandbox.Visitor.form;
import static io.github.facebookbusiness.sandbox.Visitor.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenExchangeTest {
    private static final GraphSandbox SANDBOX = GraphSandbox.start(0);

    private final SandboxApp app = SANDBOX.addApp().allowRedirect(CALLBACK);
    private final Visitor visitor = new Visitor(SANDBOX, app);
    private final SandboxBusiness business = app.businesses().get(0);
    private final SandboxConfiguration systemUser =
            app.addConfiguration(SandboxConfiguration.systemUser("pages_show_list"));

    @AfterAll
    static void stop() {
        SANDBOX.close();
    }

    private String code() {
        return app.issueCode(systemUser, business, CALLBACK);
    }

    @Test
    void givesATokenWithoutExpiryForACodeOfTheDialog() {
        String code = visitor.decide(systemUser, "business", business.id(), "action", "continue")
                .get("code");
        HttpResponse<String> response = visitor.exchange(code);
        assertEquals(200, response.statusCode());
        assertEquals("bearer", json(response).path("token_type").asText());
        assertFalse(json(response).has("expires_in"));
        assertTrue(app.issued().contains(json(response).path("access_token").asText()));
    }

    @Test
    void tellsExpiresInForTokensThatExpire() {
        SandboxConfiguration expiring = app.addConfiguration(
                SandboxConfiguration.systemUser("pages_show_list").withExpiry(TokenExpiry.SIXTY_DAYS));
        JsonNode body = json(visitor.exchange(app.issueCode(expiring, business, CALLBACK)));
        assertEquals(Duration.ofDays(60).toSeconds(), body.path("expires_in").asLong(), 100);
    }

    @Test
    void takesTheParametersInTheQueryAsWell() {
        String query =
                form("client_id", app.id(), "client_secret", app.secret(), "redirect_uri", CALLBACK, "code", code());
        assertEquals(200, visitor.get("/oauth/access_token?" + query).statusCode());
    }

    @Test
    void refusesACodeTheSecondTime() {
        String code = code();
        visitor.exchange(code);
        HttpResponse<String> again = visitor.exchange(code);
        assertEquals(400, again.statusCode());
        assertEquals("100/36009", error(again));
        assertTrue(json(again).path("error").path("fbtrace_id").isTextual());
        assertTrue(again.headers().firstValue("WWW-Authenticate").orElse("").startsWith("OAuth \"Facebook Platform\""));
    }

    @Test
    void usesACodeUpEvenWhenTheAttemptFails() {
        String code = code();
        assertEquals("100/36008", error(visitor.exchange(code, CALLBACK + "/")));
        assertEquals("100/36009", error(visitor.exchange(code)));
    }

    @Test
    void refusesAnExpiredCode() {
        String code = code();
        app.advance(Duration.ofMinutes(10));
        assertEquals("100/36007", error(visitor.exchange(code)));
    }

    @Test
    void letsACodeOfEmbeddedSignupLiveForThirtySeconds() {
        SandboxConfiguration signup = app.addConfiguration(SandboxConfiguration.whatsAppEmbeddedSignup());
        String inTime = app.issueCode(signup, business, CALLBACK);
        String tooLate = app.issueCode(signup, business, CALLBACK);
        app.advance(Duration.ofSeconds(29));
        assertEquals(200, visitor.exchange(inTime).statusCode());
        app.advance(Duration.ofSeconds(1));
        assertEquals("100/36007", error(visitor.exchange(tooLate)));
    }

    /** Each with what it takes; the others are refused as another address than the dialog's. */
    @ParameterizedTest
    @CsvSource({
        "OMITTED,none",
        "EMPTY,empty",
        "CALLBACK,callback",
        "ANY,none",
        "ANY,empty",
        "ANY,callback",
        "ANY,other",
    })
    void takesForACodeOfTheSdkTheRedirectUriThatTheAppIsSetTo(SdkRedirect redirect, String taken) {
        app.withSdkRedirect(redirect);
        for (String sent : List.of("none", "empty", "callback", "other")) {
            HttpResponse<String> response = exchangeOfSdk(app.issueSdkCode(systemUser, business), sent);
            if (sent.equals(taken) || redirect == SdkRedirect.ANY) {
                assertEquals(200, response.statusCode(), sent);
            } else {
                assertEquals("100/36008", error(response), sent);
            }
        }
    }

    private HttpResponse<String> exchangeOfSdk(String code, String redirectUri) {
        String form = form("client_id", app.id(), "client_secret", app.secret(), "code", code);
        return visitor.post(
                "/v26.0/oauth/access_token",
                switch (redirectUri) {
                    case "none" -> form;
                    case "empty" -> form + "&redirect_uri=";
                    case "callback" -> form + '&' + form("redirect_uri", CALLBACK);
                    default -> form + '&' + form("redirect_uri", CALLBACK + "/");
                });
    }

    @Test
    void wantsNoRedirectUriForACodeOfTheSdkAtFirst() {
        assertEquals(SdkRedirect.OMITTED, app.sdkRedirect());
        app.withSdkRedirect(SdkRedirect.ANY);
        assertEquals("100/36008", error(exchangeOfSdk(code(), "none")), "a code of a redirect");
    }

    @Test
    void letsACodeOfEmbeddedSignupLiveForThirtySecondsInTheSdkAsWell() {
        SandboxConfiguration signup = app.addConfiguration(SandboxConfiguration.whatsAppEmbeddedSignup());
        String inTime = app.issueSdkCode(signup, business);
        String tooLate = app.issueSdkCode(signup, business);
        app.advance(Duration.ofSeconds(29));
        assertEquals(200, exchangeOfSdk(inTime, "none").statusCode());
        app.advance(Duration.ofSeconds(1));
        assertEquals("100/36007", error(exchangeOfSdk(tooLate, "none")));
    }

    @Test
    void refusesACodeVerifierInACodeThatElsewhereMeansRetry() {
        HttpResponse<String> response = visitor.exchange(code(), CALLBACK, "code_verifier", "v".repeat(43));
        assertEquals("1", error(response));
        assertEquals(
                "code_verifier param is provided without a code_challenge in authorization request.",
                json(response).path("error").path("message").asText());
    }

    @Test
    void refusesWhatIsNoCode() {
        assertEquals("100", error(visitor.exchange("nonsense")));
        SandboxApp other = SANDBOX.addApp();
        assertEquals("100", error(visitor.exchange(other.issueCode(systemUser, business, CALLBACK))));
    }

    @Test
    void refusesAWrongSecretAndAnUnknownApp() {
        assertEquals("1", error(visitor.exchange(code(), CALLBACK, "client_secret", "wrong")));
        assertEquals("101", error(visitor.exchange(code(), CALLBACK, "client_id", "99")));
        assertTrue(SANDBOX.strays().last("exchange_code").isPresent());
    }

    @Test
    void refusesTheOldSecretAfterAReset() {
        String old = app.secret();
        app.resetSecret();
        assertEquals("1", error(visitor.exchange(code(), CALLBACK, "client_secret", old)));
        assertEquals(200, visitor.exchange(code()).statusCode());
        assertTrue(app.issued().contains(old));
    }

    @Test
    void givesTheAppTokenForItsCredentials() {
        JsonNode body = json(visitor.post(
                "/v26.0/oauth/access_token",
                form("grant_type", "client_credentials", "client_id", app.id(), "client_secret", app.secret())));
        assertEquals(app.appToken(), body.path("access_token").asText());
        assertEquals(1, app.log().calls("app_token").size());
    }

    private HttpResponse<String> longLived(String token, String... more) {
        String form = form(
                "grant_type",
                "fb_exchange_token",
                "client_id",
                app.id(),
                "client_secret",
                app.secret(),
                "fb_exchange_token",
                token);
        return visitor.post("/v26.0/oauth/access_token", form + '&' + form(more));
    }

    @Test
    void exchangesAUserTokenForOneOfSixtyDays() {
        SandboxConfiguration user = app.addConfiguration(SandboxConfiguration.user("email", "pages_show_list"));
        JsonNode body = json(longLived(app.issueToken(user, app.people().get(0))));
        assertEquals(5_183_944, body.path("expires_in").asLong(), 2);
        assertEquals(1, app.log().calls("exchange_long_lived").size());
    }

    @Test
    void renewsASystemUserTokenOnlyWithTheFlagAndOnlyWhileItIsValid() {
        SandboxConfiguration expiring = app.addConfiguration(
                SandboxConfiguration.systemUser("pages_show_list").withExpiry(TokenExpiry.SIXTY_DAYS));
        String token = app.issueToken(expiring, business);
        assertEquals("100", error(longLived(token)));
        HttpResponse<String> renewed = longLived(token, "set_token_expires_in_60_days", "true");
        assertEquals(200, renewed.statusCode());
        assertFalse(token.equals(json(renewed).path("access_token").asText()));
        app.advance(Duration.ofDays(61));
        assertEquals("190/463", error(longLived(token, "set_token_expires_in_60_days", "true")));
    }

    @Test
    void turnsANeverExpiringSystemUserTokenIntoOneThatExpires() {
        assertTrue(json(longLived(app.issueToken(systemUser, business))).has("expires_in"));
    }

    @ParameterizedTest
    @CsvSource({
        "UNKNOWN_APP,101",
        "WRONG_SECRET,1",
        "CODE_INVALID,100",
        "CODE_EXPIRED,100/36007",
        "CODE_USED,100/36009",
        "REDIRECT_URI_MISMATCH,100/36008",
        "EXCHANGE_TRANSIENT,2",
        "EXCHANGE_RATE_LIMITED,4",
    })
    void failsOnceWhenToldTo(Fault fault, String expected) {
        app.faults().once(fault);
        assertEquals(expected, error(visitor.exchange(code())));
        assertEquals(200, visitor.exchange(code()).statusCode());
    }

    @Test
    void refusesTheLongLivedTokenWhenToldTo() {
        app.faults().on(Fault.LONG_LIVED_REFUSED);
        assertEquals("10", error(longLived(app.issueToken(systemUser, business))));
    }

    @Test
    void limitsTheRateOfLongLivedExchangesWhenToldTo() {
        app.faults().on(Fault.LONG_LIVED_RATE_LIMITED);
        assertEquals("4", error(longLived(app.issueToken(systemUser, business))));
    }

    @Test
    void closesTheConnectionOfALongLivedExchangeWhenToldTo() {
        app.faults().on(Fault.LONG_LIVED_DROPS);
        String token = app.issueToken(systemUser, business);
        assertThrows(UncheckedIOException.class, () -> longLived(token));
    }
}
