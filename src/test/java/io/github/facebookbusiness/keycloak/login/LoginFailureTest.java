package io.github.facebookbusiness.keycloak.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.graph.GraphError;
import io.github.facebookbusiness.keycloak.tokens.TokenRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoginFailureTest {

    private static final Path TROUBLESHOOTING = Path.of("docs", "troubleshooting.md");

    @ParameterizedTest
    @EnumSource
    void every_reason_code_is_explained_to_the_admin(LoginFailure failure) throws IOException {
        assertTrue(
                Files.readString(TROUBLESHOOTING).contains("`" + failure.reason() + "`"),
                failure.reason() + " is not in " + TROUBLESHOOTING);
    }

    @ParameterizedTest
    @EnumSource
    void everything_that_graph_may_refuse_has_a_reason_code(GraphError.Cause cause) {
        assertEquals(cause.name(), LoginFailure.of(cause).name());
    }

    @ParameterizedTest
    @EnumSource
    void every_refusal_of_a_token_has_a_reason_code(TokenRefusedException.Refusal refusal) {
        assertTrue(LoginFailure.of(refusal).reason().length() > 3);
    }

    @Test
    void the_three_cases_of_metas_document_have_an_entry_each() throws IOException {
        String page = Files.readString(TROUBLESHOOTING);
        assertTrue(page.contains("# Config ID is invalid"));
        assertTrue(page.contains("# System User Access Token is not currently supported on Mobile devices"));
        assertTrue(page.contains("# System User Access Token is set up with incorrect response_type"));
    }
}
