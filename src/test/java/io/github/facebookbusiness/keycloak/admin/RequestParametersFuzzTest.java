package io.github.facebookbusiness.keycloak.admin;

import static io.github.facebookbusiness.keycloak.testing.Unsaid.assertUnsaid;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.facebookbusiness.keycloak.graph.FormEncoding;
import io.github.facebookbusiness.keycloak.graph.SystemUserTokenRequest.Lifetime;
import io.github.facebookbusiness.keycloak.graph.SystemUserTokenRequest.Mode;
import io.github.facebookbusiness.keycloak.testing.FuzzInput;
import io.github.facebookbusiness.keycloak.tokens.TokenRequest;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.keycloak.services.ErrorResponseException;

/** Whatever is sent to the token API: a request that can be worked with, or 400 with the name of what is wrong. */
class RequestParametersFuzzTest {

    private static final String ID = "[1-9][0-9]{0,31}";
    private static final String SECRET = "EAABsecret";

    /** Lines: the kind of body, the client business, one for each parameter of the query, an empty one; then the body. */
    @FuzzTest
    void a_call_is_read_or_refused_with_the_name_of_the_parameter(byte[] input) {
        FuzzInput lines = new FuzzInput(input);
        MediaType type = type(lines.line());
        String business = lines.line();
        MultivaluedHashMap<String, String> query = query(lines);
        String body = lines.text();
        Optional<SystemUserAccessTokenCall> read =
                refusedOrRead(() -> SystemUserAccessTokenCall.read(business, query, body, type));
        read.ifPresent(call -> {
            TokenRequest request = call.request();
            assertTrue(request.clientBusinessId().matches(ID));
            request.configId().ifPresent(id -> assertTrue(id.matches(ID), id));
            request.systemUserId().ifPresent(id -> assertTrue(id.matches(ID), id));
            request.selection().assets().ifPresent(ids -> assertTrue(all(ids, ID), ids.toString()));
            request.selection()
                    .scopes()
                    .ifPresent(names -> assertTrue(all(names, "[a-z0-9_]{1,100}"), names.toString()));
            assertFalse(request.toString().contains(SECRET));
            assertEquals(
                    call,
                    SystemUserAccessTokenCall.read(
                            business,
                            new MultivaluedHashMap<>(),
                            FormEncoding.of(written(call)),
                            MediaType.APPLICATION_FORM_URLENCODED_TYPE),
                    "written in another way it means the same");
        });
    }

    /** Lines: first, max, status; each may be missing. */
    @FuzzTest
    void a_page_and_a_filter_are_read_or_refused(byte[] input) {
        FuzzInput lines = new FuzzInput(input);
        String first = lines.hasMore() ? lines.line() : null;
        String max = lines.hasMore() ? lines.line() : null;
        String status = lines.hasMore() ? lines.line() : null;
        refusedOrRead(() -> PageOf.read(first, max)).ifPresent(page -> {
            assertTrue(page.first() >= 0);
            assertTrue(page.max() >= 1 && page.max() <= 1000);
        });
        refusedOrRead(() -> StatusParameter.read(status))
                .ifPresent(read -> assertEquals(
                        Optional.ofNullable(status).map(String::toUpperCase).map(String::length),
                        read.map(known -> known.name().length())));
    }

    private interface Reading<T> {
        T read();
    }

    private static <T> Optional<T> refusedOrRead(Reading<T> reading) {
        try {
            return Optional.of(reading.read());
        } catch (ErrorResponseException e) {
            assertEquals(400, e.getResponse().getStatus());
            assertEquals("application/json", e.getResponse().getMediaType().toString());
            Problem problem = (Problem) e.getResponse().getEntity();
            assertEquals("invalid_parameter", problem.error());
            assertTrue(problem.description().startsWith(problem.parameter() + " "));
            assertUnsaid(e, SECRET);
            return Optional.empty();
        }
    }

    private static MultivaluedHashMap<String, String> query(FuzzInput lines) {
        MultivaluedHashMap<String, String> query = new MultivaluedHashMap<>();
        for (String line = lines.line(); !line.isEmpty(); line = lines.line()) {
            String[] parameter = line.split("=", 2);
            query.add(parameter[0], parameter.length < 2 ? "" : parameter[1]);
        }
        return query;
    }

    private static Map<String, String> written(SystemUserAccessTokenCall call) {
        TokenRequest request = call.request();
        Map<String, String> form = new LinkedHashMap<>();
        form.put("fetch_only", String.valueOf(request.mode() == Mode.FETCH_ONLY));
        form.put("set_token_expires_in_60_days", String.valueOf(request.lifetime() == Lifetime.SIXTY_DAYS));
        form.put("proof", call.proof() == SystemUserAccessTokenCall.Proof.TIMED ? "timed" : "lasting");
        if (request.mode() == Mode.FETCH_ONLY) {
            form.put("source", request.source() == TokenRequest.Source.GRAPH ? "graph" : "store");
        }
        request.configId().ifPresent(id -> form.put("config_id", id));
        request.systemUserId().ifPresent(id -> form.put("system_user_id", id));
        request.selection().assets().ifPresent(ids -> form.put("asset", String.join(",", ids)));
        request.selection().scopes().ifPresent(names -> form.put("scope", String.join(",", names)));
        request.callerToken().ifPresent(caller -> {
            form.put("access_token", caller.token().value());
            form.put("appsecret_proof", caller.proof());
        });
        return form;
    }

    private static boolean all(Collection<String> texts, String form) {
        return texts.stream().allMatch(text -> text.matches(form));
    }

    private static MediaType type(String line) {
        return switch (line) {
            case "json" -> MediaType.APPLICATION_JSON_TYPE;
            case "form" -> MediaType.APPLICATION_FORM_URLENCODED_TYPE;
            case "xml" -> MediaType.APPLICATION_XML_TYPE;
            default -> null;
        };
    }
}
