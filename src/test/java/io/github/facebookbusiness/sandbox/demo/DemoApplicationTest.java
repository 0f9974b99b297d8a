package io.github.facebookbusiness.sandbox.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.github.facebookbusiness.sandbox.GraphSandbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page of links and what comes back to it, with a Keycloak that says what the test wants it to. */
class DemoApplicationTest {

    private static final String ID_TOKEN =
            "head." + encoded("{\"preferred_username\":\"<b>alice</b>\"}") + ".signature";

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private GraphSandbox sandbox;
    private HttpServer keycloak;
    private volatile int status = 200;

    @BeforeEach
    void start() throws IOException {
        keycloak = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        keycloak.createContext("/", exchange -> {
            asked.add(exchange.getRequestMethod() + ' ' + exchange.getRequestURI());
            exchange.getRequestBody().readAllBytes();
            boolean isToken = exchange.getRequestURI().getPath().endsWith("/token");
            byte[] answer = (isToken ? "{\"id_token\":\"" + ID_TOKEN + "\",\"access_token\":\"secret\"}" : "[]")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        keycloak.start();
        sandbox = GraphSandbox.start(0);
        sandbox.serve(DemoApplication.HOME, new DemoApplication(sandbox.address(), keycloakAddress()));
    }

    @AfterEach
    void stop() {
        sandbox.close();
        keycloak.stop(0);
    }

    @Test
    void the_page_has_a_section_for_each_of_eight_things_and_no_script() throws Exception {
        HttpResponse<String> page = get("/demo");
        assertEquals(200, page.statusCode());
        assertEquals(8, found("<h2>(\\d)\\. ", page.body()).size());
        assertFalse(page.body().contains("<script"), page.body());
        assertTrue(page.headers()
                .firstValue("Content-Security-Policy")
                .orElseThrow()
                .startsWith("default-src 'none'"));
        assertEquals(List.of(), asked);
    }

    @Test
    void every_link_is_there_once_and_signs_out_before_it_asks() throws Exception {
        List<String> links = found("href=\"/demo/try/([^\"]*)\"", get("/demo").body());
        assertEquals(links.size(), Set.copyOf(links).size());
        for (String link : links) {
            URI logout = location(get("/demo/try/" + link));
            assertEquals("/realms/demo/protocol/openid-connect/logout", logout.getPath());
            assertEquals("demo-links", query(logout).get("client_id"));
            String after = query(logout).get("post_logout_redirect_uri");
            assertEquals(sandbox.address() + "/demo/begin/" + link, after);

            URI request = location(get(URI.create(after).getPath()));
            assertEquals("/realms/demo/protocol/openid-connect/auth", request.getPath());
            assertEquals(sandbox.address() + "/demo/back", query(request).get("redirect_uri"));
            assertTrue(query(request).get("scope").startsWith("openid"), request.toString());
        }
        assertEquals(List.of(), asked);
    }

    @Test
    void what_came_back_is_told_without_a_token_and_the_next_link_signs_that_person_out() throws Exception {
        URI after = comeBack("own", "code=abc");
        assertEquals("/demo/learned", after.getPath());
        String page = get("/demo/learned").body();
        assertTrue(page.contains("&lt;b&gt;alice&lt;/b&gt;"), page);
        assertFalse(page.contains("secret") || page.contains("signature"), page);

        assertEquals(ID_TOKEN, query(location(get("/demo/try/ads"))).get("id_token_hint"));
        assertFalse(query(location(get("/demo/try/ads"))).containsKey("id_token_hint"));
    }

    @Test
    void an_error_is_told_as_text_and_asks_keycloak_for_no_token() throws Exception {
        comeBack("instagram", "error=access_denied&error_description=%3Cscript%3E");
        String page = get("/demo/learned").body();
        assertTrue(page.contains("access_denied") && page.contains("&lt;script&gt;"), page);
        assertEquals(List.of(), asked);
    }

    @Test
    void an_answer_that_no_login_waits_for_is_refused_also_the_same_one_again() throws Exception {
        assertEquals(400, get("/demo/back?code=abc&state=unheard").statusCode());
        assertEquals(400, get("/demo/back").statusCode());
        assertEquals(List.of(), asked);

        String state = query(location(get("/demo/begin/own"))).get("state");
        assertEquals(303, get("/demo/back?code=abc&state=" + state).statusCode());
        assertEquals(400, get("/demo/back?code=abc&state=" + state).statusCode());
    }

    @Test
    void a_keycloak_that_refuses_is_told() throws Exception {
        status = 403;
        HttpResponse<String> answer = post("/demo/call/dry-run");
        assertEquals(502, answer.statusCode());
        assertTrue(answer.body().contains("status 403"), answer.body());
        assertFalse(answer.body().contains("secret"), answer.body());
    }

    @Test
    void only_what_is_on_the_page_is_called() throws Exception {
        for (String path : List.of(
                "/demo/try/nothing", "/demo/begin/nothing", "/demo/tokens/nothing", "/demo/tokens/%3Fx", "/demo/x/y")) {
            assertEquals(404, get(path).statusCode(), path);
        }
        assertEquals(404, post("/demo/call/nothing").statusCode());
        assertEquals(404, get("/demo/call/move").statusCode());
        assertEquals(List.of(), asked);
        assertEquals(200, get("/demo/tokens/facebook-whatsapp").statusCode());
    }

    @Test
    void the_sandbox_still_serves_meta_and_its_own_page() throws Exception {
        assertTrue(get("/").body().contains("Graph sandbox"));
        assertEquals(400, get("/v26.0/dialog/oauth?client_id=1").statusCode());
    }

    /** Where the application sends somebody who comes back with this. */
    private URI comeBack(String link, String answer) throws Exception {
        String state = query(location(get("/demo/begin/" + link))).get("state");
        return location(get("/demo/back?" + answer + "&state=" + state));
    }

    private URI keycloakAddress() {
        return URI.create("http://localhost:" + keycloak.getAddress().getPort());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(at(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(at(path)).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    }

    private URI at(String path) {
        return URI.create(sandbox.address() + path);
    }

    private static URI location(HttpResponse<String> answer) {
        assertEquals(303, answer.statusCode(), answer.body());
        return URI.create(answer.headers().firstValue("Location").orElseThrow());
    }

    private static Map<String, String> query(URI address) {
        return Pattern.compile("&")
                .splitAsStream(address.getRawQuery())
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
