package io.github.facebookbusiness.keycloak.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.FormBody;
import io.github.facebookbusiness.keycloak.config.ServerOptions;
import io.github.facebookbusiness.keycloak.testing.FuzzInput;
import jakarta.ws.rs.core.MultivaluedHashMap;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** What goes to Meta's dialog, and what browsers bring back from there or pretend to. */
class DialogFuzzTest {

    private static final URI CALLBACK = URI.create("https://login.example/realms/r/broker/fb/endpoint");

    /** Each line is a parameter of the query. */
    @FuzzTest
    void an_answer_of_the_dialog_is_a_code_or_a_failure(byte[] input) {
        MultivaluedHashMap<String, String> query = new MultivaluedHashMap<>();
        FuzzInput lines = new FuzzInput(input);
        while (lines.hasMore()) {
            String[] parameter = lines.line().split("=", 2);
            query.add(parameter[0], parameter.length < 2 ? "" : parameter[1]);
        }
        DialogAnswer answer = DialogAnswer.read(query, CALLBACK);
        if (answer instanceof DialogAnswer.Refusal refusal) {
            assertTrue(refusal.failed().graphCode() >= 0);
            assertEquals("", refusal.failed().fbtraceId());
        } else {
            assertFalse(((DialogAnswer.Code) answer).value().isEmpty());
        }
        SdkLogin.read(
                FormBody.read(new String(input, StandardCharsets.UTF_8).replace('\n', '&')),
                new FacebookBusinessConfig(ServerOptions.DEFAULT),
                CALLBACK);
        MobileBrowser.isMobile(query.getFirst("User-Agent"), query.getFirst("Sec-CH-UA-Mobile"));
        LoginFailure.ofReason(query.keySet().toString());
    }

    /** Lines: token type, scopes, state. */
    @FuzzTest
    void what_is_sent_to_the_dialog_arrives_there_as_it_was_meant(byte[] input) {
        FuzzInput lines = new FuzzInput(input);
        FacebookBusinessConfig config = new FacebookBusinessConfig(ServerOptions.DEFAULT);
        config.getConfig().put("clientId", "1029384756102938");
        config.getConfig().put("configId", "777");
        config.getConfig().put("tokenType", lines.line().startsWith("u") ? "user" : "system-user");
        config.setDefaultScope(lines.line());
        String state = lines.text();
        URI address = new DialogRequest(config).address(config.configuration(), CALLBACK, state);
        Map<String, String> sent = Arrays.stream(address.getRawQuery().split("&"))
                .map(parameter -> parameter.split("=", 2))
                .collect(Collectors.toMap(parameter -> parameter[0], parameter -> decoded(parameter[1])));
        assertEquals("www.facebook.com", address.getHost());
        assertEquals(state, sent.get("state"));
        assertEquals(CALLBACK.toString(), sent.get("redirect_uri"));
        assertEquals("777", sent.get("config_id"));
        assertEquals("code", sent.get("response_type"));
        if (sent.containsKey("scope")) {
            assertEquals(config.getDefaultScope().strip(), sent.get("scope"));
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
