package io.github.facebookbusiness.keycloak.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs that were written against a released token API work with this one. */
class ApiTest {

    private static final Path PUBLISHED = Path.of("docs", "openapi.yaml");

    /** One folder per release; see docs/release.md. */
    private static final Path RELEASED = Path.of("docs", "released");

    private static final String LIST = "/paths/~1admin~1realms~1{realm}~1facebook-business~1{alias}~1tokens/get";
    private static final String REQUEST = "/components/schemas/SystemUserAccessTokenRequest";
    private static final String TOKEN = "/components/schemas/Token";
    private static final String STATUS = "/components/schemas/TokenStatus";

    @Test
    void what_was_released_is_still_promised() throws IOException {
        JsonNode now = read(PUBLISHED);
        for (Path release : releases()) {
            assertEquals(List.of(), new ReleasedApi(read(release)).brokenBy(now), release::toString);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void what_a_program_may_rely_on_is_not_taken_away(String broken, Consumer<JsonNode> change) throws IOException {
        JsonNode changed = read(PUBLISHED);
        change.accept(changed);
        assertNotEquals(read(PUBLISHED), changed, "nothing was changed");

        assertEquals(List.of(broken), new ReleasedApi(read(PUBLISHED)).brokenBy(changed));
    }

    static Stream<Arguments> what_a_program_may_rely_on_is_not_taken_away() {
        String list = "GET /admin/realms/{realm}/facebook-business/{alias}/tokens";
        return Stream.of(
                change(list + " is gone", api -> object(api, LIST.replace("/get", ""))
                        .remove("get")),
                change(list + ": query parameter business is gone", api -> removeParameter(api, "business")),
                change(list + ": query parameter more became required", api -> addParameter(api, true)),
                change(list + ": 200 is gone", api -> object(api, LIST + "/responses")
                        .remove("200")),
                change("Token.issuedAt is gone", api -> object(api, TOKEN + "/properties")
                        .remove("issuedAt")),
                change(
                        "Token.issuedAt was [integer] and is [string]",
                        api -> object(api, TOKEN + "/properties/issuedAt").put("type", "string")),
                change("Token.issuedAt was [integer] and is [integer, null]", api -> object(
                                api, TOKEN + "/properties/issuedAt")
                        .putArray("type")
                        .add("integer")
                        .add("null")),
                change("TokenStatus lost the values [ACTIVE]", api -> ((ArrayNode) api.at(STATUS + "/enum")).remove(0)),
                // Reached through a field that may be null.
                change(
                        "Answer lost the values [SUCCESS]",
                        api -> ((ArrayNode) api.at("/components/schemas/Answer/enum")).remove(0)),
                change(
                        "SystemUserAccessTokenRequest demands [scope]",
                        api -> object(api, REQUEST).putArray("required").add("scope")),
                change("SystemUserAccessTokenRequest.scope is gone", api -> object(api, REQUEST + "/properties")
                        .remove("scope")),
                change("SystemUserAccessTokenRequest.config_id takes certain values only: [1]", api -> object(
                                api, REQUEST + "/properties/config_id")
                        .putArray("enum")
                        .add("1")),
                change(
                        "SystemUserAccessTokenRequest.config_id: maxLength changed",
                        api -> object(api, REQUEST + "/properties/config_id").put("maxLength", 3)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void what_is_added_breaks_nobody(String name, Consumer<JsonNode> addition) throws IOException {
        JsonNode changed = read(PUBLISHED);
        addition.accept(changed);
        assertNotEquals(read(PUBLISHED), changed, "nothing was added");

        assertEquals(List.of(), new ReleasedApi(read(PUBLISHED)).brokenBy(changed));
    }

    static Stream<Arguments> what_is_added_breaks_nobody() {
        return Stream.of(
                change("a call", api -> object(api, "/paths")
                        .set("/more", api.at(LIST.replace("/get", "")).deepCopy())),
                change("a parameter", api -> addParameter(api, false)),
                change(
                        "an answer",
                        api -> object(api, LIST + "/responses").putObject("418").put("description", "more")),
                change("a field of an answer", api -> object(api, TOKEN + "/properties")
                        .putObject("more")
                        .put("type", "string")),
                change("a field of a request", api -> object(api, REQUEST + "/properties")
                        .putObject("more")
                        .put("type", "string")),
                change("a value", api -> ((ArrayNode) api.at(STATUS + "/enum")).add("MORE")),
                change("a better description", api -> object(api, LIST).put("summary", "better")));
    }

    private static Arguments change(String name, Consumer<JsonNode> change) {
        return Arguments.of(name, change);
    }

    private static ObjectNode object(JsonNode api, String pointer) {
        return (ObjectNode) api.at(pointer);
    }

    private static void addParameter(JsonNode api, boolean required) {
        ObjectNode parameter = ((ArrayNode) api.at(LIST + "/parameters")).addObject();
        parameter.put("name", "more").put("in", "query").put("required", required);
        parameter.putObject("schema").put("type", "string");
    }

    private static void removeParameter(JsonNode api, String name) {
        ArrayNode parameters = (ArrayNode) api.at(LIST + "/parameters");
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).path("name").asText().equals(name)) {
                parameters.remove(i);
                return;
            }
        }
    }

    private static JsonNode read(Path file) throws IOException {
        return new YAMLMapper().readTree(file.toFile());
    }

    private static List<Path> releases() throws IOException {
        if (!Files.exists(RELEASED)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(RELEASED)) {
            return files.filter(file -> file.getFileName().equals(PUBLISHED.getFileName()))
                    .toList();
        }
    }
}
