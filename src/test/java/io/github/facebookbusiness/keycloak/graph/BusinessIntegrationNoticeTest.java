package io.github.facebookbusiness.keycloak.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.facebookbusiness.keycloak.graph.BusinessIntegrationNotice.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BusinessIntegrationNoticeTest {

    private static final String APP = "1234567890123456";

    @Test
    void install_update_and_uninstall_are_read_in_their_order() throws CallbackRefusedException {
        assertEquals(
                List.of(
                        new BusinessIntegrationNotice(Kind.INSTALL, "11", Optional.of(1700000000L)),
                        new BusinessIntegrationNotice(Kind.UPDATE, "12", Optional.of(1700000000L)),
                        new BusinessIntegrationNotice(Kind.UNINSTALL, "13", Optional.of(1700000000L))),
                parse(webhook(change("install", "\"11\"") + "," + change("update", "\"12\"") + ","
                        + change("uninstall", "\"13\""))));
    }

    @Test
    void ids_and_times_may_be_texts_or_numbers() throws CallbackRefusedException {
        assertEquals(
                List.of(new BusinessIntegrationNotice(
                        Kind.UNINSTALL, "90071992547409931234", Optional.of(1700000000L))),
                parse("{\"object\":\"application\",\"entry\":[{\"id\":" + APP + ",\"time\":\"1700000000\",\"changes\":["
                        + change("uninstall", "90071992547409931234") + "]}]}"));
    }

    @Test
    void what_is_not_known_is_passed_over() throws CallbackRefusedException {
        assertEquals(
                List.of(new BusinessIntegrationNotice(Kind.UNINSTALL, "13", Optional.empty())),
                parse("{\"object\":\"application\",\"new\":{},\"entry\":[{\"id\":\"" + APP
                        + "\",\"uid\":1,\"changes\":[{\"field\":\"ads_rules_engine\",\"value\":{}},7,null,"
                        + "{\"field\":\"business_integration_uninstall\",\"value\":"
                        + "{\"business_manager_id\":\"13\",\"tp_config_id\":null,\"more\":[]}}]}]}"));
    }

    @Test
    void a_thousand_changes_are_read() throws CallbackRefusedException {
        String changes = IntStream.rangeClosed(1, 1000)
                .mapToObj(id -> change("uninstall", "\"" + id + "\""))
                .collect(Collectors.joining(","));
        assertEquals(1000, parse(webhook(changes)).size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"object\":\"page\",\"entry\":[]}",
                "{\"object\":\"application\"}",
                "{\"object\":\"application\",\"entry\":null}",
                "{\"object\":\"application\",\"entry\":\"all\"}",
                "{\"object\":\"application\",\"entry\":{\"id\":\"1\"}}",
                "{\"object\":\"application\",\"entry\":[null,1,\"a\",[],{}]}",
                "{\"object\":\"application\",\"entry\":[{\"id\":\"1234567890123456\",\"changes\":7}]}",
                "{\"object\":[\"application\"],\"entry\":[]}"
            })
    void other_shapes_say_nothing(String body) throws CallbackRefusedException {
        assertEquals(List.of(), parse(body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "0", "\"\"", "\"0\"", "-5", "1.5", "true", "{}", "\"1' or '1'='1\"", "[\"1\"]"})
    void no_business_is_meant_by(String id) throws CallbackRefusedException {
        assertEquals(List.of(), parse(webhook(change("uninstall", id))));
    }

    @Test
    void another_apps_entry_and_another_topic_say_nothing() throws CallbackRefusedException {
        String body = webhook(change("uninstall", "\"13\""));
        assertEquals(List.of(), parse(body.replace(APP, "9994567890123456")));
        assertEquals(List.of(), parse(body.replace("\"application\"", "\"permissions\"")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "7", "[]", "{", "{}{}", "{\"a\":1,\"a\":2}", "object=application"})
    void what_is_no_json_object_is_refused(String body) {
        assertThrows(CallbackRefusedException.class, () -> parse(body));
    }

    @Test
    void what_is_no_text_is_refused() {
        byte[] body = {'{', '"', (byte) 0xFF, (byte) 0xC0, '"', ':', '1', '}'};
        assertThrows(CallbackRefusedException.class, () -> BusinessIntegrationNotice.parse(body, APP));
    }

    @Test
    void json_that_is_nested_without_end_is_refused() {
        assertThrows(
                CallbackRefusedException.class,
                () -> parse("{\"entry\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"));
    }

    private static String webhook(String changes) {
        return "{\"object\":\"application\",\"entry\":[{\"id\":\"" + APP + "\",\"time\":1700000000,\"changes\":["
                + changes + "]}]}";
    }

    private static String change(String what, String id) {
        return "{\"field\":\"business_integration_" + what + "\",\"value\":{\"business_manager_id\":" + id + "}}";
    }

    private static List<BusinessIntegrationNotice> parse(String body) throws CallbackRefusedException {
        return BusinessIntegrationNotice.parse(body.getBytes(StandardCharsets.UTF_8), APP);
    }
}
