package io.github.facebookbusiness.keycloak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.testing.Database;
import io.github.facebookbusiness.keycloak.testing.HostileText;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.MetaCallbacks;
import io.github.facebookbusiness.keycloak.testing.MetaSignature;
import io.github.facebookbusiness.keycloak.testing.OnEveryDatabase;
import io.github.facebookbusiness.keycloak.testing.RawHttp;
import io.github.facebookbusiness.keycloak.testing.RawHttp.RawAnswer;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.demo.KeycloakServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every address that is open to everybody, driven with requests that somebody made who wants to see what breaks:
 * mutations of what Meta and browsers send, wrong types and encodings, noise.
 *
 * <p>{@code -Dfuzz.requests} says how many, {@code -Dfuzz.seed} which: the same seed makes the same ones, except for the
 * state of a login, which is the server's own.
 */
@KeycloakTest
@OnEveryDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublicEndpointsFuzzIT {

    private static final String ALIAS = "facebook-business";
    private static final String SDK = "facebook-sdk";
    private static final String VERIFY_TOKEN = "the-verify-token";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final long SEED = Long.getLong("fuzz.seed", 20_260_601L);
    private static final int REQUESTS = Integer.getInteger("fuzz.requests", 2000);
    private static final int MOST_BYTES = 1024 * 1024;

    private static final String KEYCLOAKS_WORD_FOR_A_WRONG_STATE = "IdentityBrokerService] ";

    /** Of the tokens, what no scheduled look at them changes. */
    private static final List<String> STORED = List.of(
            "select ID, STATUS, SCOPES, ISSUED_AT, EXPIRES_AT, REMOVAL_AT, SEALED_TOKEN from FACEBOOK_BUSINESS_TOKEN",
            "select * from FACEBOOK_BUSINESS_DELETION",
            "select * from FACEBOOK_BUSINESS_ACCOUNT",
            "select * from FEDERATED_IDENTITY",
            "select * from USER_ENTITY",
            "select * from USER_ATTRIBUTE",
            "select * from IDENTITY_PROVIDER_CONFIG");

    private static final List<String> TYPES = List.of(
            "application/json",
            FORM,
            "application/json; charset=utf-16",
            FORM + "; charset=utf-16",
            FORM + "; charset=no-such-charset",
            FORM + "; charset=\"",
            "application/json;;;",
            "text/plain",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "*/*",
            "application/*");

    private final HostileText text = new HostileText(new Random(SEED));
    private final Map<String, Integer> answers = new TreeMap<>();

    private TestRealm realm;
    private KeycloakServer server;
    private Database database;
    private RawHttp http;
    private MetaCallbacks meta;
    private SandboxBusiness business;
    private String confirmationCode;
    private String state;
    private String sdkState = "";
    private String sdkQuery = "";
    private List<String> cookies = List.of();

    @BeforeAll
    void connected(TestRealm testRealm, KeycloakServer keycloak, Database stored) {
        realm = testRealm;
        server = keycloak;
        database = stored;
        http = new RawHttp(keycloak.baseUrl());
        realm.createProvider(
                ALIAS, Map.of("webhookVerifyToken", realm.vaultSecret("fuzzed-verify-token", VERIFY_TOKEN)));
        realm.createProvider(SDK, Map.of("loginMode", "javascript-sdk"));
        meta = MetaCallbacks.of(realm, ALIAS);
        business = TokenApi.of(realm, ALIAS).connect("Fuzzed");
        confirmationCode = meta.deleteData(meta.signedRequest("10150000000000001", 1))
                .expect(200)
                .text("confirmation_code");
    }

    /** A request that is about to be sent. */
    private record Sent(String method, String path, List<String> headers, byte[] body) {

        @Override
        public String toString() {
            return method + " " + path + "\n" + String.join("\n", headers) + "\n\n"
                    + new String(body, 0, Math.min(body.length, 2000), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void no_request_makes_the_server_fail_say_what_it_was_told_or_change_what_is_stored() throws IOException {
        System.out.printf("fuzz.seed=%d fuzz.requests=%d%n", SEED, REQUESTS);
        String before = stored();
        long logged = Files.size(server.log());
        List<String> found = new ArrayList<>();
        for (int round = 0; round < REQUESTS && found.size() < 10; round++) {
            if (round % 50 == 0) {
                beginLogin();
            }
            Sent sent = request();
            RawAnswer answer = http.send(sent.method(), sent.path(), sent.headers(), sent.body());
            problem(sent, answer).ifPresent(problem -> found.add(problem + ": " + sent + "\n=> " + answer));
            answers.merge(kind(sent) + " " + answer.status(), 1, Integer::sum);
        }
        System.out.println(answers);
        assertEquals("", String.join("\n\n", found), "fuzz.seed=" + SEED);
        assertEquals(before, stored());
        checkLog(Files.readString(server.log(), StandardCharsets.ISO_8859_1).substring((int) logged));
        meta.webhook(meta.businessIntegration("update", 1, business.id())).expect(200);
    }

    /** What the other test has found: each was a failure of the server. */
    @ParameterizedTest
    @CsvSource({
        "200, /broker/facebook-business/endpoint/failed/cancelled?kc_locale=%0d%0aX-Zq9:%201",
        "200, /facebook-business/facebook-business/data-deletion/{code}?kc_locale=%0a",
        "404, /facebook-business/%00/webhook?hub.mode=subscribe",
        "404, /facebook-business/%00/data-deletion/{code}",
    })
    void what_was_found_stays_mended(int status, String path) {
        String target = "/realms/" + realm.name() + path.replace("{code}", confirmationCode);
        RawAnswer answer = http.send("GET", target, List.of(), new byte[0]);
        assertEquals(status, answer.status(), answer.toString());
        assertTrue(answer.headers("X-Zq9").isEmpty(), answer.toString());
        assertTrue(answer.headers("Set-Cookie").stream().noneMatch(cookie -> cookie.startsWith("KEYCLOAK_LOCALE=")));
    }

    /** Keycloak reads it in a filter of its own: when this fails, such types belong among those above. */
    @ParameterizedTest
    @ValueSource(strings = {"/", "application", ""})
    void a_type_that_is_none_is_a_failure_of_keycloaks_own_at_its_own_addresses_too(String type) {
        String own = "/realms/" + realm.name() + "/protocol/openid-connect/token";
        assertEquals(
                500,
                http.send("POST", own, List.of("Content-Type: " + type), new byte[0])
                        .status());
    }

    private Optional<String> problem(Sent sent, RawAnswer answer) {
        if (answer.status() == 0) {
            return Optional.of("no answer").filter(problem -> sent.body().length <= MOST_BYTES);
        }
        boolean empty =
                answer.body().isEmpty() || answer.header("Content-Length").equals(Optional.of("0"));
        Map<String, Boolean> problems = new LinkedHashMap<>();
        problems.put("a failure", answer.status() >= 500);
        problems.put("no type", !empty && answer.header("Content-Type").isEmpty());
        problems.put("reflected", answer.body().contains(HostileText.MARK.substring(0, 5)));
        problems.put("a header of theirs", answer.header("X-Zq9").isPresent());
        problems.put("the App secret", answer.body().contains(realm.app().secret()));
        problems.put("an exception", answer.body().contains("Exception"));
        return problems.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private void checkLog(String log) {
        List<String> failures = log.lines()
                .filter(line -> line.contains(" ERROR ") && !line.contains(KEYCLOAKS_WORD_FOR_A_WRONG_STATE)
                        || line.contains("Exception")
                        || line.startsWith("\tat ")
                        || line.startsWith(HostileText.LINE)
                        || line.contains(realm.app().secret()))
                .limit(20)
                .toList();
        assertEquals(List.of(), failures, () -> "fuzz.seed=" + SEED);
    }

    private String stored() {
        return STORED.stream()
                .map(query -> query
                        + database.query(query).stream()
                                .map(Map::toString)
                                .sorted()
                                .collect(Collectors.joining("\n")))
                .collect(Collectors.joining("\n"));
    }

    // --- what is sent ---

    private Sent request() {
        Sent sent =
                switch (text.oneOf(List.of(0, 1, 1, 2, 3, 4, 5, 5, 6, 7, 7, 8))) {
                    case 0 -> handshake();
                    case 1 -> webhook();
                    case 2 -> signedRequest("/deauthorize");
                    case 3 -> signedRequest("/data-deletion");
                    case 4 -> status();
                    case 5 -> broker();
                    case 7 -> sdkAnswer();
                    case 8 -> sdkPage();
                    default -> failurePage();
                };
        String method =
                text.chance(30) ? text.oneOf(List.of("PUT", "PATCH", "HEAD", "OPTIONS", "POST", "GET")) : sent.method();
        return new Sent(
                method, target(text.chance(12) ? mutated(sent.path()) : sent.path()), headers(sent), sent.body());
    }

    /** After the realm: what comes before is Keycloak's own, and not reached here. */
    private String mutated(String path) {
        String beginning = "/realms/" + realm.name() + "/";
        return beginning + text.mutated(path.substring(beginning.length()));
    }

    private Sent handshake() {
        List<String> parameters = new ArrayList<>(List.of(
                "hub.mode=" + (text.chance(4) ? text.any() : "subscribe"),
                "hub.challenge=" + (text.chance(2) ? text.any() : "1158201444"),
                "hub.verify_token=" + (text.chance(3) ? text.mutated(VERIFY_TOKEN) : VERIFY_TOKEN)));
        if (text.chance(3)) {
            parameters.add(text.mutated(text.oneOf(parameters)));
        }
        if (text.chance(5)) {
            parameters.remove(0);
        }
        return new Sent("GET", callback("/webhook?" + String.join("&", parameters)), List.of(), new byte[0]);
    }

    /** Signed with the right secret as well: what is in it is without effect here, unless something is wrong. */
    private Sent webhook() {
        String json = meta.businessIntegration(text.oneOf(List.of("update", "install")), 1, business.id(), "77");
        byte[] body = body(json);
        String signature =
                MetaSignature.ofWebhook(text.chance(6) ? "another" : realm.app().secret(), body);
        List<String> headers = new ArrayList<>();
        headers.add("Content-Type: " + (text.chance(8) ? text.oneOf(TYPES) : "application/json"));
        headers.add("X-Hub-Signature-256: " + (text.chance(6) ? text.mutated(signature) : signature));
        if (text.chance(15)) {
            headers.add("X-Hub-Signature-256: " + signature);
        }
        return new Sent("POST", callback("/webhook"), headers, body);
    }

    /**
     * Signed with another secret, or changed after it was signed; with the right secret only where a person is not
     * named, because that would rightly count.
     */
    private Sent signedRequest(String path) {
        String named = "{\"algorithm\":\"HMAC-SHA256\",\"user_id\":\"" + business.systemUserId() + "\",\"issued_at\":"
                + text.oneOf(List.of(1, 2_000_000_000)) + "}";
        String wrong =
                "{\"algorithm\":\"none\",\"user_id\":\"" + text.any().replaceAll("[\"\\\\\\p{Cntrl}]", "") + "\"}";
        String secret = realm.app().secret();
        String signed =
                switch (text.oneOf(List.of(0, 1, 2, 3))) {
                    case 0 -> MetaSignature.signedRequest("another", text.chance(2) ? text.mutated(named) : named);
                    case 1 -> MetaSignature.signedRequest(secret, wrong);
                    case 2 -> MetaSignature.signedRequest(secret, text.any());
                    default -> changed(MetaSignature.signedRequest(secret, named));
                };
        String form = "signed_request=" + signed;
        if (text.chance(4)) {
            form = text.oneOf(List.of(form + "&" + form, "a=b&" + form, form + "&" + text.any(), text.any() + form));
        }
        byte[] body = text.chance(10) ? text.noise(300) : form.getBytes(StandardCharsets.ISO_8859_1);
        if (text.chance(200)) {
            body = ("signed_request=" + "A".repeat(MOST_BYTES + 1)).getBytes(StandardCharsets.ISO_8859_1);
        }
        return new Sent(
                "POST", callback(path), List.of("Content-Type: " + (text.chance(6) ? text.oneOf(TYPES) : FORM)), body);
    }

    /** Another one, and one that cannot become the same again on its way through a form. */
    private String changed(String signed) {
        int at = text.oneOf(List.of(0, 20, 44, signed.length() - 2));
        return signed.substring(0, at) + (signed.charAt(at) == 'A' ? 'B' : 'A') + signed.substring(at + 1);
    }

    private Sent status() {
        return new Sent(
                "GET",
                callback("/data-deletion/"
                        + text.oneOf(List.of(confirmationCode, text.mutated(confirmationCode), text.any()))
                        + text.oneOf(List.of("", "?kc_locale=" + text.any()))),
                List.of(),
                new byte[0]);
    }

    /** From this server's own page or not, with the state of the login or not. */
    private Sent sdkAnswer() {
        List<String> fields = new ArrayList<>(List.of(
                "state=" + text.oneOf(List.of(sdkState, sdkState, text.mutated(sdkState), text.any(), "")),
                text.oneOf(List.of("code=", "access_token=", "error=", "session_info=")) + text.any()));
        if (text.chance(2)) {
            fields.add("session_info=" + text.mutated("{\"type\":\"WA_EMBEDDED_SIGNUP\",\"event\":\"FINISH\"}"));
        }
        List<String> headers = new ArrayList<>(text.chance(2) ? cookies : List.of());
        headers.add("Content-Type: " + (text.chance(8) ? text.oneOf(TYPES) : FORM));
        headers.add("Origin: " + (text.chance(3) ? text.mutated(server.baseUrl().toString()) : server.baseUrl()));
        return new Sent("POST", sdkEndpoint(), headers, String.join("&", fields).getBytes(StandardCharsets.ISO_8859_1));
    }

    private Sent sdkPage() {
        String query = text.oneOf(List.of(sdkQuery, text.mutated(sdkQuery), sdkQuery + "&kc_locale=" + text.any()));
        return new Sent("GET", sdkEndpoint() + "?" + query, text.chance(2) ? cookies : List.of(), new byte[0]);
    }

    private String sdkEndpoint() {
        return "/realms/" + realm.name() + "/broker/" + SDK + "/endpoint/sdk";
    }

    private Sent broker() {
        String claimed = text.oneOf(List.of(state, state, text.mutated(state), text.any(), ""));
        List<String> parameters = new ArrayList<>(List.of("state=" + claimed));
        String more = text.oneOf(List.of(
                "code=" + text.any(),
                "error=" + text.any() + "&error_reason=" + text.any(),
                "error_code=" + text.any() + "&error_message=" + text.any(),
                "code=a&error=access_denied",
                text.any()));
        parameters.add(more);
        if (text.chance(6)) {
            parameters.add("state=" + text.any());
        }
        String endpoint = "/realms/" + realm.name() + "/broker/" + ALIAS + "/endpoint";
        boolean posted = text.chance(10);
        byte[] body = posted ? String.join("&", parameters).getBytes(StandardCharsets.ISO_8859_1) : new byte[0];
        List<String> headers = new ArrayList<>();
        if (text.chance(2)) {
            headers.addAll(cookies);
        }
        if (posted) {
            headers.add("Content-Type: " + text.oneOf(TYPES));
        }
        return new Sent(
                posted ? "POST" : "GET", endpoint + (posted ? "" : "?" + String.join("&", parameters)), headers, body);
    }

    private Sent failurePage() {
        return new Sent(
                "GET",
                "/realms/" + realm.name() + "/broker/" + ALIAS + "/endpoint/failed/"
                        + text.oneOf(List.of("cancelled", "state_invalid", text.mutated("cancelled"), text.any()))
                        + "?client_id=" + text.oneOf(List.of("demo-app", text.any())) + "&tab_id=" + text.any()
                        + "&kc_locale=" + text.oneOf(List.of("de", text.any())),
                text.chance(2) ? cookies : List.of(),
                new byte[0]);
    }

    private byte[] body(String json) {
        if (text.chance(300)) {
            return " ".repeat(MOST_BYTES + 1).getBytes(StandardCharsets.ISO_8859_1);
        }
        if (text.chance(10)) {
            return text.noise(400);
        }
        String mutated = text.chance(3) ? text.mutated(text.mutated(json)) : text.mutated(json);
        return mutated.getBytes(text.chance(10) ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8);
    }

    private List<String> headers(Sent sent) {
        List<String> headers = new ArrayList<>();
        sent.headers().forEach(line -> headers.add(line(line)));
        if (text.chance(20)) {
            headers.add(line(text.oneOf(List.of(
                            "Accept",
                            "Accept-Language",
                            "User-Agent",
                            "X-Forwarded-Host",
                            "Origin",
                            "Cookie",
                            "Expect",
                            "Content-Encoding"))
                    + ": " + text.any()));
        }
        return headers;
    }

    /** As one line of a header: what begins another one is a request of another kind. */
    private static String line(String header) {
        return header.replaceAll("[\\r\\n\\x00]", " ");
    }

    /** As it can stand in a request line; the rest is the server's to understand. */
    private static String target(String path) {
        return path.replaceAll("[\\x00-\\x20]", "%20");
    }

    private String callback(String path) {
        String alias = text.chance(25) ? text.oneOf(List.of("nobody", text.any(), text.mutated(ALIAS))) : ALIAS;
        return "/realms/" + realm.name() + "/facebook-business/" + alias + path;
    }

    /** Without what is different each time. */
    private static String kind(Sent sent) {
        String path = sent.path().split("\\?")[0];
        for (String end :
                List.of("/webhook", "/deauthorize", "/data-deletion/", "/data-deletion", "/failed/", "/endpoint")) {
            if (path.contains(end)) {
                return sent.method() + " " + end;
            }
        }
        return sent.method() + " other";
    }

    // --- a login under way, as a browser has it ---

    private void beginLogin() {
        cookies = List.of();
        List<String> set = new ArrayList<>();
        state = parameter(follow(ALIAS, set).address(), "state");
        Followed page = follow(SDK, set);
        sdkQuery = page.address().getRawQuery();
        sdkState = page.body().split("name=\"state\" value=\"", 2)[1].split("\"", 2)[0];
    }

    /** Where a login leaves this server, or the page on which it stays. */
    private record Followed(URI address, String body) {}

    private Followed follow(String alias, List<String> set) {
        URI next = realm.client().authorizationRequest(Map.of("kc_idp_hint", alias));
        while (next.getHost().equals(server.baseUrl().getHost())
                && next.getPort() == server.baseUrl().getPort()) {
            RawAnswer answer = http.send("GET", next.getRawPath() + "?" + next.getRawQuery(), cookies, new byte[0]);
            answer.headers("Set-Cookie").forEach(cookie -> set.add(cookie.split(";")[0]));
            cookies = List.of("Cookie: " + String.join("; ", set));
            Optional<String> location = answer.header("Location");
            if (location.isEmpty()) {
                return new Followed(next, answer.body());
            }
            next = URI.create(location.get());
        }
        return new Followed(next, "");
    }

    private static String parameter(URI address, String name) {
        return List.of(address.getRawQuery().split("&")).stream()
                .filter(parameter -> parameter.startsWith(name + "="))
                .findFirst()
                .orElseThrow()
                .substring(name.length() + 1);
    }
}
