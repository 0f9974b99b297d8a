package io.github.facebookbusiness.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What befalls an answer on its way out. The work behind it was done all the same: a code is used up, a token exists.
 */
final class Mishaps {
    private static final String MEGABYTES = "x".repeat(6 * 1024 * 1024);

    private static final List<Hang> HANGS = List.of(
            new Hang(of(Operation.EXCHANGE_CODE), Fault.EXCHANGE_HANGS),
            new Hang(Mishaps::isRenewal, Fault.RENEWAL_HANGS),
            new Hang(of(Operation.SYSTEM_USER_ACCESS_TOKENS), Fault.MINT_HANGS),
            new Hang(of(Operation.BATCH), Fault.BATCH_HANGS));

    private final Supplier<URI> otherHost;
    private final List<Mishap> table = List.of(
            new Mishap(of(Operation.EXCHANGE_CODE), Fault.EXCHANGE_NO_TOKEN, Mishaps::withoutToken),
            new Mishap(of(Operation.EXCHANGE_CODE), Fault.EXCHANGE_OVERSIZED, Mishaps::oversized),
            new Mishap(of(Operation.EXCHANGE_CODE), Fault.EXCHANGE_TRANSIENT, Mishaps::serviceDown),
            new Mishap(of(Operation.EXCHANGE_CODE), Fault.EXCHANGE_RATE_LIMITED, Mishaps::rateLimited),
            new Mishap(of(Operation.EXCHANGE_CODE), Fault.EXCHANGE_HTML_502, Mishaps::gatewayPage),
            new Mishap(of(Operation.EXCHANGE_CODE), Fault.EXCHANGE_REDIRECTS, this::redirected),
            new Mishap(of(Operation.EXCHANGE_CODE), Fault.EXCHANGE_DROPS, Mishaps::dropped),
            new Mishap(of(Operation.EXCHANGE_LONG_LIVED), Fault.LONG_LIVED_DROPS, Mishaps::dropped),
            new Mishap(of(Operation.EXCHANGE_LONG_LIVED), Fault.LONG_LIVED_RATE_LIMITED, Mishaps::rateLimited),
            new Mishap(Mishaps::isRenewal, Fault.RENEWAL_NO_TOKEN, Mishaps::withoutToken),
            new Mishap(Mishaps::isRenewal, Fault.RENEWAL_NO_EXPIRES_IN, Mishaps::withoutExpiresIn),
            new Mishap(Mishaps::isRenewal, Fault.RENEWAL_HTML_502, Mishaps::gatewayPage),
            new Mishap(Mishaps::isRenewal, Fault.RENEWAL_DROPS, Mishaps::dropped),
            new Mishap(of(Operation.SYSTEM_USER_ACCESS_TOKENS), Fault.MINT_USAGE_FULL, Mishaps::lastCall),
            new Mishap(of(Operation.SYSTEM_USER_ACCESS_TOKENS), Fault.MINT_NO_TOKEN, Mishaps::withoutToken),
            new Mishap(of(Operation.SYSTEM_USER_ACCESS_TOKENS), Fault.MINT_OVERSIZED, Mishaps::oversized),
            new Mishap(of(Operation.SYSTEM_USER_ACCESS_TOKENS), Fault.MINT_HTML_502, Mishaps::gatewayPage),
            new Mishap(of(Operation.SYSTEM_USER_ACCESS_TOKENS), Fault.MINT_REDIRECTS, this::redirected),
            new Mishap(of(Operation.SYSTEM_USER_ACCESS_TOKENS), Fault.MINT_DROPS, Mishaps::dropped),
            new Mishap(of(Operation.BATCH), Fault.BATCH_USAGE_FULL, Mishaps::lastCall),
            new Mishap(of(Operation.BATCH), Fault.BATCH_NULL_ENTRIES, Mishaps::allNull),
            new Mishap(of(Operation.BATCH), Fault.BATCH_LAST_ENTRY_NULL, Mishaps::lastNull),
            new Mishap(of(Operation.BATCH), Fault.BATCH_OVERSIZED, Mishaps::oversized),
            new Mishap(of(Operation.BATCH), Fault.BATCH_TOP_LEVEL_ERROR, Mishaps::tokenRefused),
            new Mishap(of(Operation.BATCH), Fault.BATCH_TRANSIENT, Mishaps::serviceDown),
            new Mishap(of(Operation.BATCH), Fault.BATCH_RATE_LIMITED, Mishaps::rateLimited),
            new Mishap(of(Operation.BATCH), Fault.BATCH_HTML_502, Mishaps::gatewayPage),
            new Mishap(of(Operation.BATCH), Fault.BATCH_REDIRECTS, this::redirected),
            new Mishap(of(Operation.BATCH), Fault.BATCH_DROPS, Mishaps::dropped));

    private record Mishap(Calls calls, Fault fault, Effect effect) {}

    private record Hang(Calls calls, Fault fault) {}

    /** Which calls a mishap befalls. */
    private interface Calls {
        boolean include(Operation operation, GraphRequest request);
    }

    private static Calls of(Operation wanted) {
        return (operation, request) -> operation == wanted;
    }

    private static boolean isRenewal(Operation operation, GraphRequest request) {
        return operation == Operation.EXCHANGE_LONG_LIVED && LongLivedExchange.isRenewal(request.parameters());
    }

    /** What goes out instead of an answer. */
    private interface Effect {
        Answer on(Answer answer, GraphRequest request, SandboxApp app);
    }

    /**
     * @param otherHost an address that is not Graph's, known only once the server runs
     */
    Mishaps(Supplier<URI> otherHost) {
        this.otherHost = otherHost;
    }

    Answer befall(Operation operation, Answer answer, GraphRequest request, SandboxApp app) {
        delay(app);
        if (app.faults().strikes(Fault.MALFORMED_ERROR)) {
            return new Answer(400, Map.of("Content-Type", "application/json; charset=UTF-8"), "{\"error\": <oops>");
        }
        Answer now = answer;
        for (Mishap mishap : table) {
            if (mishap.calls().include(operation, request) && app.faults().strikes(mishap.fault())) {
                now = mishap.effect().on(now, request, app);
            }
        }
        for (Hang hang : HANGS) {
            if (hang.calls().include(operation, request)) {
                app.faults().holdIfStruck(hang.fault());
            }
        }
        return now;
    }

    /** Not even for no time at all: that gives the processor away, and whoever makes more calls waits longer for it. */
    private static void delay(SandboxApp app) {
        if (app.latency().isZero()) {
            return;
        }
        try {
            Thread.sleep(app.latency().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Answer redirected(Answer answer, GraphRequest request, SandboxApp app) {
        String location =
                otherHost.get().resolve("/sandbox/elsewhere/" + app.id()).toString();
        return Answer.redirect(request.method().equals("GET") ? 302 : 307, location);
    }

    private static Answer dropped(Answer answer, GraphRequest request, SandboxApp app) {
        return Answer.DROPPED;
    }

    private static Answer gatewayPage(Answer answer, GraphRequest request, SandboxApp app) {
        return new Answer(
                502,
                Map.of("Content-Type", "text/html"),
                "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head>"
                        + "<body><h1>Sorry, something went wrong.</h1></body></html>");
    }

    private static Answer serviceDown(Answer answer, GraphRequest request, SandboxApp app) {
        return GraphError.serviceDown().under(app.faults()).answer();
    }

    private static Answer rateLimited(Answer answer, GraphRequest request, SandboxApp app) {
        return UsageHeaders.appIsAtItsLimit(
                GraphError.rateLimited().under(app.faults()).answer());
    }

    private static Answer lastCall(Answer answer, GraphRequest request, SandboxApp app) {
        return UsageHeaders.appIsAtItsLimit(answer);
    }

    private static Answer tokenRefused(Answer answer, GraphRequest request, SandboxApp app) {
        return Authentication.invalid("Invalid OAuth access token.")
                .under(app.faults())
                .answer();
    }

    private static Answer withoutToken(Answer answer, GraphRequest request, SandboxApp app) {
        return without("access_token", answer);
    }

    private static Answer withoutExpiresIn(Answer answer, GraphRequest request, SandboxApp app) {
        return without("expires_in", answer);
    }

    private static Answer without(String member, Answer answer) {
        JsonNode body = Json.parse(answer.body()).orElseGet(Json::object);
        return Answer.json(answer.status(), ((ObjectNode) body).without(member));
    }

    private static Answer oversized(Answer answer, GraphRequest request, SandboxApp app) {
        String body = answer.body();
        String start = body.substring(0, body.length() - 1);
        return new Answer(
                answer.status(),
                answer.headers(),
                body.startsWith("[")
                        ? start + ",{\"code\":200,\"body\":\"" + MEGABYTES + "\"}]"
                        : start + ",\"padding\":\"" + MEGABYTES + "\"}");
    }

    private static Answer allNull(Answer answer, GraphRequest request, SandboxApp app) {
        return entries(answer)
                .map(entries -> {
                    ArrayNode nulls = Json.array();
                    entries.forEach(entry -> nulls.addNull());
                    return Answer.json(answer.status(), nulls);
                })
                .orElse(answer);
    }

    private static Answer lastNull(Answer answer, GraphRequest request, SandboxApp app) {
        return entries(answer)
                .map(entries -> {
                    entries.set(entries.size() - 1, NullNode.getInstance());
                    return Answer.json(answer.status(), entries);
                })
                .orElse(answer);
    }

    private static Optional<ArrayNode> entries(Answer answer) {
        return Json.parse(answer.body())
                .filter(body -> body.isArray() && !body.isEmpty())
                .map(ArrayNode.class::cast);
    }
}
