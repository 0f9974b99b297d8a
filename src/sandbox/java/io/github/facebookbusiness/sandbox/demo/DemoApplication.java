package io.github.facebookbusiness.sandbox.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.github.facebookbusiness.sandbox.demo.Offer.Button;
import io.github.facebookbusiness.sandbox.demo.Offer.SignIn;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An application of the Tech Provider, at {@value #HOME} of the sandbox's server: one page of links to everything that
 * the demo's realm is prepared for, and a page of what came back. It remembers one person, the last one who came back,
 * in memory; and no token but the ID token that signs them out again.
 */
final class DemoApplication implements HttpHandler {

    static final String HOME = "/demo";

    /** What is told of an ID token, in this order; the first three also where they are not there. */
    private static final List<String> CLAIMS = List.of(
            "preferred_username", "organization", "facebook_configuration", "facebook_config_id", "name", "email");

    private static final int ALWAYS_TOLD = 3;

    private final URI address;
    private final DemoRealm realm;
    private final List<Section> sections;
    private final Map<String, SignIn> begun = new ConcurrentHashMap<>();
    private final AtomicReference<Optional<String>> lastIdToken = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Optional<Return>> lastReturn = new AtomicReference<>(Optional.empty());

    /** Somebody who came back, and what is known by that. */
    private record Return(SignIn signIn, Map<String, String> facts) {}

    private record Reply(int status, Map<String, String> headers, String body) {

        static Reply page(int status, String html) {
            return new Reply(
                    status,
                    Map.of(
                            "Content-Type", "text/html; charset=UTF-8",
                            "Cache-Control", "no-store",
                            "Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src data:",
                            "Referrer-Policy", "no-referrer"),
                    html);
        }

        static Reply redirect(URI location) {
            return new Reply(303, Map.of("Location", location.toString(), "Cache-Control", "no-store"), "");
        }
    }

    /** @param address of the server that these pages are served by */
    DemoApplication(URI address, URI keycloak) {
        this.address = address;
        this.realm = new DemoRealm(keycloak);
        this.sections = new DemoSections(keycloak).all();
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Reply reply = replyTo(exchange);
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private Reply replyTo(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        String name = path.substring(path.lastIndexOf('/') + 1);
        try {
            return switch (exchange.getRequestMethod() + ' ' + path.substring(0, path.length() - name.length())) {
                case "GET /", "GET /demo/" -> page(path, name, exchange.getRequestURI());
                case "GET /demo/try/" -> signIn(name).map(this::signedOutFirst).orElseGet(DemoApplication::nothing);
                case "GET /demo/begin/" -> signIn(name).map(this::begin).orElseGet(DemoApplication::nothing);
                case "GET /demo/tokens/" -> stored(name);
                case "POST /demo/call/" -> called(name);
                default -> nothing();
            };
        } catch (KeycloakRefusal refusal) {
            return Reply.page(502, DemoPages.failure(refusal.getMessage()));
        }
    }

    private Reply page(String path, String name, URI request) throws KeycloakRefusal {
        if (path.equals(HOME) || path.equals(HOME + '/')) {
            return Reply.page(200, DemoPages.links(sections));
        }
        if (name.equals("back")) {
            return cameBack(query(request));
        }
        return name.equals("learned") ? learned() : nothing();
    }

    private Reply signedOutFirst(SignIn signIn) {
        return Reply.redirect(realm.logout(lastIdToken.getAndSet(Optional.empty()), at("/begin/" + signIn.key())));
    }

    private Reply begin(SignIn signIn) {
        String state = UUID.randomUUID().toString();
        begun.put(state, signIn);
        return Reply.redirect(realm.authorization(signIn, state, at("/back")));
    }

    /** Ends at an address without the code, so that the page can be reloaded. */
    private Reply cameBack(Map<String, String> answer) throws KeycloakRefusal {
        SignIn signIn = begun.remove(answer.getOrDefault("state", ""));
        if (signIn == null) {
            return Reply.page(400, DemoPages.failure("No login that began here waits for this answer."));
        }
        Map<String, String> facts = new LinkedHashMap<>();
        List.of("error", "error_description", "kc_action", "kc_action_status").stream()
                .filter(answer::containsKey)
                .forEach(name -> facts.put(name, answer.get(name)));
        if (answer.containsKey("code")) {
            String idToken = realm.idToken(signIn, answer.get("code"), at("/back"));
            lastIdToken.set(Optional.of(idToken));
            facts.putAll(told(DemoRealm.claims(idToken)));
        }
        lastReturn.set(Optional.of(new Return(signIn, facts)));
        return Reply.redirect(at("/learned"));
    }

    private static Map<String, String> told(JsonNode claims) {
        Map<String, String> told = new LinkedHashMap<>();
        for (String claim : CLAIMS) {
            JsonNode value = claims.path(claim);
            if (!value.isMissingNode()) {
                told.put(claim, value.isValueNode() ? value.asText() : value.toString());
            } else if (CLAIMS.indexOf(claim) < ALWAYS_TOLD) {
                told.put(claim, "not there");
            }
        }
        return told;
    }

    private Reply learned() throws KeycloakRefusal {
        Optional<Return> last = lastReturn.get();
        if (last.isEmpty()) {
            return Reply.redirect(at(""));
        }
        SignIn signIn = last.get().signIn();
        String tokens = signIn.alias().isPresent()
                ? DemoPages.tokenTable(
                        signIn.alias().get(), realm.storedTokens(signIn.alias().get()))
                : "";
        return Reply.page(200, DemoPages.learned(titleOf(signIn), last.get().facts(), tokens));
    }

    private String titleOf(SignIn signIn) {
        return sections.stream()
                        .filter(section -> section.offers().contains(signIn))
                        .map(Section::title)
                        .collect(Collectors.joining())
                + ": " + signIn.label();
    }

    private Reply stored(String alias) throws KeycloakRefusal {
        return signIns().anyMatch(signIn -> signIn.alias().equals(Optional.of(alias)))
                ? Reply.page(200, DemoPages.tokens(alias, realm.storedTokens(alias)))
                : nothing();
    }

    private Reply called(String name) throws KeycloakRefusal {
        Optional<Button> button = offers(Button.class)
                .filter(candidate -> candidate.call().key().equals(name))
                .findFirst();
        if (button.isEmpty()) {
            return nothing();
        }
        AdminCall call = button.get().call();
        JsonNode answer = realm.call(call);
        if (call == AdminCall.EXPORT) {
            answer = ((ObjectNode) answer).retain("identityProviders", "identityProviderMappers");
        }
        return Reply.page(200, DemoPages.answer(button.get().label(), call.path(), answer));
    }

    private Optional<SignIn> signIn(String key) {
        return signIns().filter(candidate -> candidate.key().equals(key)).findFirst();
    }

    private Stream<SignIn> signIns() {
        return offers(SignIn.class);
    }

    private <T extends Offer> Stream<T> offers(Class<T> kind) {
        return sections.stream()
                .flatMap(section -> section.offers().stream())
                .filter(kind::isInstance)
                .map(kind::cast);
    }

    private URI at(String path) {
        return URI.create(address + HOME + path);
    }

    private static Reply nothing() {
        return Reply.page(404, DemoPages.failure("There is nothing here."));
    }

    private static Map<String, String> query(URI request) {
        if (request.getRawQuery() == null) {
            return Collections.emptyMap();
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : request.getRawQuery().split("&")) {
            String[] parts = pair.split("=", 2);
            parameters.put(parts[0], parts.length == 1 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return parameters;
    }
}
