package io.github.facebookbusiness.sandbox;

import static io.github.facebookbusiness.sandbox.Visitor.error;
import static io.github.facebookbusiness.sandbox.Visitor.form;
import static io.github.facebookbusiness.sandbox.Visitor.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class RenewalFaultTest {
    private static final String URI = "/v26.0/oauth/access_token";
    private static final GraphSandbox SANDBOX = GraphSandbox.start(0);

    private final SandboxApp app = SANDBOX.addApp();
    private final Visitor visitor = new Visitor(SANDBOX, app);
    private final SandboxBusiness acme = app.businesses().get(0);
    private final SandboxBusiness bolt = app.businesses().get(1);
    private final SandboxConfiguration configuration = app.addConfiguration(
            SandboxConfiguration.systemUser("pages_show_list", "ads_read").withExpiry(TokenExpiry.SIXTY_DAYS));
    private final String original = app.issueToken(configuration, acme);

    @AfterAll
    static void stop() {
        SANDBOX.close();
    }

    private String renewal(String token) {
        return exchange(token) + "&set_token_expires_in_60_days=true";
    }

    private String exchange(String token) {
        return form(
                "grant_type",
                "fb_exchange_token",
                "client_id",
                app.id(),
                "client_secret",
                app.secret(),
                "fb_exchange_token",
                token);
    }

    private HttpResponse<String> renew() {
        return visitor.post(URI, renewal(original));
    }

    private int permissions(HttpResponse<String> renewed) {
        return visitor.read(
                        "/v26.0/me/permissions",
                        json(renewed).path("access_token").asText())
                .path("data")
                .size();
    }

    @ParameterizedTest
    @CsvSource({
        "RENEWAL_REFUSED,200",
        "LONG_LIVED_REFUSED,10",
        "RENEWAL_TRANSIENT,2",
        "RENEWAL_RATE_LIMITED,4",
        "RENEWAL_BUSINESS_RATE_LIMITED,80008",
    })
    void refusesOnceAndIssuesNothing(Fault fault, String expected) {
        app.faults().once(fault);
        assertEquals(expected, error(renew()));
        assertEquals(List.of(original), app.originalsOf(acme));
        assertEquals(200, renew().statusCode());
        assertEquals(2, app.originalsOf(acme).size());
    }

    @Test
    void saysForHowLongToWait() {
        app.faults().once(Fault.RENEWAL_BUSINESS_RATE_LIMITED);
        assertTrue(renew().headers()
                .firstValue("X-Business-Use-Case-Usage")
                .orElseThrow()
                .contains(acme.id()));
        app.faults().once(Fault.RENEWAL_RATE_LIMITED);
        assertTrue(renew().headers().firstValue("X-App-Usage").isPresent());
    }

    @Test
    void leavesAPersonsExchangeAlone() {
        app.faults().on(Fault.RENEWAL_REFUSED);
        app.faults().on(Fault.RENEWAL_DROPS);
        String person = app.issueToken(
                SandboxConfiguration.user("pages_show_list"), app.people().get(0));
        assertEquals(200, visitor.post(URI, exchange(person)).statusCode());
    }

    @Test
    void refusesOneBusinessAndRenewsTheOther() {
        app.refuseRenewals(acme);
        assertEquals("200", error(renew()));
        String other = app.issueToken(configuration, bolt);
        assertEquals(200, visitor.post(URI, renewal(other)).statusCode());
        app.allowRenewals(acme);
        assertEquals(200, renew().statusCode());
    }

    @Test
    void closesTheConnectionThoughTheTokenWasRenewed() {
        app.faults().on(Fault.RENEWAL_DROPS);
        assertThrows(UncheckedIOException.class, this::renew);
        assertTrue(app.originalsOf(acme).size() > 1);
    }

    @Test
    void answersLikeAGatewayThoughTheTokenWasRenewed() {
        app.faults().once(Fault.RENEWAL_HTML_502);
        assertEquals(502, renew().statusCode());
        assertEquals(2, app.originalsOf(acme).size());
    }

    @Test
    void holdsTheAnswerBackThoughTheTokenWasRenewed() throws Exception {
        app.faults().on(Fault.RENEWAL_HANGS);
        CompletableFuture<HttpResponse<String>> pending = visitor.client()
                .sendAsync(
                        visitor.to(URI, "Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString(renewal(original)))
                                .build(),
                        BodyHandlers.ofString());
        while (app.faults().held(Fault.RENEWAL_HANGS) == 0) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertEquals(2, app.originalsOf(acme).size());
        assertFalse(pending.isDone());
        app.faults().off(Fault.RENEWAL_HANGS);
        assertEquals(
                app.originalsOf(acme).get(1),
                json(pending.get()).path("access_token").asText());
    }

    @Test
    void leavesOutWhatTheAnswerShouldHave() {
        app.faults().once(Fault.RENEWAL_NO_TOKEN);
        assertFalse(json(renew()).has("access_token"));
        app.faults().once(Fault.RENEWAL_NO_EXPIRES_IN);
        JsonNode answer = json(renew());
        assertTrue(answer.has("access_token"));
        assertFalse(answer.has("expires_in"));
    }

    @Test
    void answersWithTheOldToken() {
        app.faults().once(Fault.RENEWAL_SAME_TOKEN);
        assertEquals(original, json(renew()).path("access_token").asText());
        assertEquals(List.of(original), app.originalsOf(acme));
    }

    @Test
    void answersWithATokenThatCanDoMore() {
        assertEquals(2, permissions(renew()));
        app.faults().once(Fault.RENEWAL_WIDER);
        assertEquals(3, permissions(renew()));
    }

    @Test
    void answersWithATokenOfAnotherBusiness() {
        app.faults().once(Fault.RENEWAL_OTHER_BUSINESS);
        renew();
        assertEquals(List.of(original), app.originalsOf(acme));
        assertEquals(1, app.originalsOf(bolt).size());
    }
}
