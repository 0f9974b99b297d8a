package io.github.facebookbusiness.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.admin.OpenApiFile.Operation;
import io.github.facebookbusiness.keycloak.graph.GraphError;
import io.github.facebookbusiness.keycloak.migration.MigrationRefusal;
import io.github.facebookbusiness.keycloak.tokens.TokenDenial;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TokenApiPageTest {

    private static final Map<String, String> KCADM_VERBS = Map.of("GET", "get", "POST", "create", "DELETE", "delete");

    private final TokenApiPage page = TokenApiPage.read();
    private final List<String> commands =
            Arrays.stream(page.commands().replace("\\\n", "").split("\n")).toList();

    @ParameterizedTest
    @EnumSource
    void every_denial_is_explained(TokenDenial denial) {
        assertExplained(Problem.code(denial), Problem.status(denial));
    }

    @ParameterizedTest
    @EnumSource
    void every_refusal_of_a_migration_is_explained(MigrationRefusal refusal) {
        assertExplained(Problem.code(refusal), Problem.status(refusal));
    }

    @ParameterizedTest
    @EnumSource
    void everything_that_graph_may_refuse_is_explained(GraphError.Cause cause) {
        assertExplained(Problem.code(cause), Problem.status(cause));
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP 401 Unauthorized, 401",
        "forbidden, 403",
        "unknown_provider, 404",
        "invalid_parameter, 400",
        "app_secret_unresolved, 409",
        "token_store_failed, 503"
    })
    void every_other_refusal_is_explained(String error, int status) {
        assertExplained(error, status);
    }

    static List<Operation> operations() {
        return OpenApiFile.published().operations();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void every_call_has_a_command_for_curl_and_one_for_kcadm(Operation operation) {
        String path = Pattern.quote(operation
                .path()
                .replaceFirst(".*/\\{alias}", "")
                .replace("{client_business_id}", "$BUSINESS")
                .replace("{id}", "$TOKEN_ID"));
        assertTrue(
                commands.stream()
                        .anyMatch(command -> command.matches("curl .*\"\\$API" + path + "[?\"].*")
                                && methodOf(command).equals(operation.method())),
                "curl");
        String verb = KCADM_VERBS.get(operation.method());
        assertTrue(
                commands.stream()
                        .anyMatch(command -> command.matches(
                                "bin/kcadm.sh " + verb + " \"facebook-business/\\$ALIAS" + path + "\" .*")),
                "kcadm.sh");
    }

    private static String methodOf(String curl) {
        if (curl.contains(" -X ")) {
            return curl.replaceFirst(".* -X (\\S+) .*", "$1");
        }
        return curl.contains(" -d ") ? "POST" : "GET";
    }

    private void assertExplained(String error, int status) {
        assertTrue(page.explains(error, status), error + " with status " + status);
    }
}
