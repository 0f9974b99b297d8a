package io.github.facebookbusiness.keycloak.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import jakarta.ws.rs.core.MultivaluedHashMap;
import java.net.URI;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialogAnswerTest {

    private static final URI CALLBACK = URI.create("https://login.example/realms/r/broker/fb/endpoint");

    @Test
    void a_code_alone_is_success() {
        assertEquals(
                new DialogAnswer.Code("abc", Optional.of(CALLBACK.toString()), Optional.empty()),
                read("code=abc&state=s"));
    }

    @ParameterizedTest
    @CsvSource({
        "error=access_denied&error_reason=user_denied&error_code=200, CANCELLED",
        "error=access_denied, CANCELLED",
        "error_code=200&error_message=Permissions+error, CANCELLED",
        "error_code=1349126&error_message=App+Not+Setup, APP_NOT_LIVE",
        "error_code=1349245, APP_NOT_LIVE",
        "error_code=1349168, URL_BLOCKED",
        "error_code=1349048, DOMAIN_NOT_LISTED",
        "error_code=1349220, FEATURE_UNAVAILABLE",
        "error_code=1349186, FEATURE_UNAVAILABLE",
        "error_code=999999, DIALOG_REFUSED",
        "error_code=99999999999999999999, DIALOG_REFUSED",
        "error_code=x, DIALOG_REFUSED",
        "error=server_error&error_description=x, DIALOG_REFUSED",
        "state=s, ANSWER_INCOMPLETE",
        "code=, ANSWER_INCOMPLETE",
        "code=abc&error=access_denied, CANCELLED",
    })
    void both_shapes_of_metas_errors_are_understood(String query, LoginFailure failure) {
        assertEquals(failure, refusal(query).failure());
    }

    @Test
    void metas_code_is_kept_for_the_event() {
        assertEquals(1349168, refusal("error_code=1349168").graphCode());
    }

    private static FailedLogin refusal(String query) {
        return assertInstanceOf(DialogAnswer.Refusal.class, read(query)).failed();
    }

    private static DialogAnswer read(String query) {
        MultivaluedHashMap<String, String> parameters = new MultivaluedHashMap<>();
        Arrays.stream(query.split("&"))
                .map(part -> part.split("=", 2))
                .forEach(part -> parameters.add(part[0], part[1]));
        return DialogAnswer.read(parameters, CALLBACK);
    }
}
