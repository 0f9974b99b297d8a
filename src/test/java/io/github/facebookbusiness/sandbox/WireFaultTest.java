package io.github.facebookbusiness.sandbox;

import static io.github.facebookbusiness.sandbox.Visitor.CALLBACK;
import static io.github.facebookbusiness.sandbox.Visitor.error;
import static io.github.facebookbusiness.sandbox.Visitor.form;
import static io.github.facebookbusiness.sandbox.Visitor.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WireFaultTest {
    private static final GraphSandbox SANDBOX = GraphSandbox.start(0);

    private final SandboxApp app = SANDBOX.addApp();
    private final Visitor visitor = new Visitor(SANDBOX, app);
    private final SandboxConfiguration systemUser =
            app.addConfiguration(SandboxConfiguration.systemUser("pages_show_list"));

    @AfterAll
    static void stop() {
        SANDBOX.close();
    }

    private String code() {
        return code(app);
    }

    private String code(SandboxApp of) {
        return of.issueCode(systemUser, of.businesses().get(0), CALLBACK);
    }

    private static CompletableFuture<HttpResponse<String>> begin(GraphSandbox sandbox, SandboxApp app, String code) {
        Visitor visitor = new Visitor(sandbox, app);
        String form =
                form("client_id", app.id(), "client_secret", app.secret(), "redirect_uri", CALLBACK, "code", code);
        return visitor.client()
                .sendAsync(
                        visitor.to("/v26.0/oauth/access_token", "Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(form))
                                .build(),
                        BodyHandlers.ofString());
    }

    private static void awaitHeld(SandboxApp app, Fault fault) throws InterruptedException {
        while (app.faults().held(fault) == 0) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    @Test
    void answersLikeAGatewayInFrontOfMeta() {
        app.faults().once(Fault.EXCHANGE_HTML_502);
        HttpResponse<String> response = visitor.exchange(code());
        assertEquals(502, response.statusCode());
        assertTrue(response.body().startsWith("<!DOCTYPE html>"));
    }

    @Test
    void closesTheConnectionWithoutAnAnswerAndUsesTheCodeUp() {
        String code = code();
        app.faults().on(Fault.EXCHANGE_DROPS);
        assertThrows(UncheckedIOException.class, () -> visitor.exchange(code));
        assertEquals(0, app.log().last("exchange_code").orElseThrow().status());
        app.faults().clear();
        assertEquals("100/36009", error(visitor.exchange(code)));
    }

    @Test
    void leavesTheTokenOut() {
        app.faults().once(Fault.EXCHANGE_NO_TOKEN);
        HttpResponse<String> response = visitor.exchange(code());
        assertEquals(200, response.statusCode());
        assertFalse(json(response).has("access_token"));
    }

    @Test
    void answersWithMegabytes() {
        app.faults().once(Fault.EXCHANGE_OVERSIZED);
        HttpResponse<String> response = visitor.exchange(code());
        assertTrue(response.body().length() > 5_000_000);
        assertTrue(response.headers().firstValue("Content-Length").isEmpty());
    }

    @Test
    void redirectsToAnotherHostAndRecordsWhoFollows() throws Exception {
        app.faults().on(Fault.EXCHANGE_REDIRECTS);
        HttpResponse<String> redirect = visitor.exchange(code());
        assertEquals(307, redirect.statusCode());
        assertEquals(0, app.log().calls("followed_redirect").size());
        HttpRequest again = HttpRequest.newBuilder(
                        URI.create(redirect.headers().firstValue("Location").orElseThrow()))
                .POST(HttpRequest.BodyPublishers.ofString("client_secret=leaked"))
                .build();
        HttpClient.newHttpClient().send(again, BodyHandlers.discarding());
        assertEquals(1, app.log().calls("followed_redirect").size());
    }

    @Test
    void holdsAnAnswerBackUntilTheFaultIsSwitchedOff() throws Exception {
        app.faults().on(Fault.EXCHANGE_HANGS);
        CompletableFuture<HttpResponse<String>> pending = begin(SANDBOX, app, code());
        awaitHeld(app, Fault.EXCHANGE_HANGS);
        assertFalse(pending.isDone());
        app.faults().off(Fault.EXCHANGE_HANGS);
        assertEquals(200, pending.get().statusCode());
        assertEquals(0, app.faults().held(Fault.EXCHANGE_HANGS));
    }

    @Test
    void holdsOneAnswerBackAndGivesTheNext() throws Exception {
        app.faults().once(Fault.EXCHANGE_HANGS);
        CompletableFuture<HttpResponse<String>> pending = begin(SANDBOX, app, code());
        awaitHeld(app, Fault.EXCHANGE_HANGS);
        assertEquals(200, visitor.exchange(code()).statusCode());
        assertFalse(pending.isDone());
        app.faults().clear();
        assertEquals(200, pending.get().statusCode());
    }

    @Test
    void letsHeldAnswersGoWhenItCloses() throws Exception {
        GraphSandbox closing = GraphSandbox.start(0);
        SandboxApp waiting = closing.addApp();
        waiting.faults().on(Fault.EXCHANGE_HANGS);
        CompletableFuture<HttpResponse<String>> pending = begin(closing, waiting, code(waiting));
        awaitHeld(waiting, Fault.EXCHANGE_HANGS);
        closing.close();
        assertTrue(pending.handle((answer, failure) -> true).get());
    }

    @Test
    void keepsFaultsOfOneAppFromAnother() {
        SandboxApp other = SANDBOX.addApp();
        other.faults().on(Fault.EXCHANGE_HTML_502);
        assertEquals(200, visitor.exchange(code()).statusCode());
    }
}
