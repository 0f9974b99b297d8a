package io.github.facebookbusiness.keycloak.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.facebookbusiness.keycloak.graph.WhatsAppAccountNotice.Event;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WhatsAppAccountNoticeTest {

    private static final String APP = "1234567890123456";
    private static final WhatsAppAccountNotice ADDED =
            new WhatsAppAccountNotice(Event.PARTNER_ADDED, "12", "13", Optional.of(1700000000L));

    @ParameterizedTest
    @EnumSource
    void who_works_with_an_account_is_read(Event event) throws CallbackRefusedException {
        assertEquals(
                List.of(new WhatsAppAccountNotice(event, "12", "13", Optional.of(1700000000L))),
                parse(webhook(change(event.name(), ""))));
    }

    @Test
    void a_batch_is_read_in_its_order() throws CallbackRefusedException {
        String changes = IntStream.rangeClosed(1, 1000)
                .mapToObj(id -> change("PARTNER_ADDED", "").replace("\"12\"", String.valueOf(id)))
                .collect(Collectors.joining(","));
        List<WhatsAppAccountNotice> notices = parse(webhook(changes));
        assertEquals(1000, notices.size());
        assertEquals("1", notices.get(0).wabaId());
        assertEquals("1000", notices.get(999).wabaId());
    }

    @Test
    void our_app_may_be_named_and_no_other() throws CallbackRefusedException {
        assertEquals(List.of(ADDED), parse(webhook(change("PARTNER_ADDED", ",\"partner_app_id\":\"" + APP + "\""))));
        assertEquals(List.of(ADDED), parse(webhook(change("PARTNER_ADDED", ",\"partner_app_id\":" + APP))));
        assertEquals(List.of(ADDED), parse(webhook(change("PARTNER_ADDED", ",\"partner_app_id\":null"))));
        for (String other : List.of("\"9994567890123456\"", "9994567890123456", "\"\"", "{}", "[\"" + APP + "\"]")) {
            assertEquals(List.of(), parse(webhook(change("PARTNER_ADDED", ",\"partner_app_id\":" + other))), other);
        }
    }

    /** As in Meta's reference: the partner's business where an account's id would be, and no topic where it belongs. */
    @Test
    void metas_own_samples_are_read() throws CallbackRefusedException {
        assertEquals(
                List.of(new WhatsAppAccountNotice(
                        Event.PARTNER_ADDED, "980198427658004", "2329417887457253", Optional.of(1744823932L))),
                parse(
                        "{\"entry\":[{\"id\":\"2949482758682047\",\"time\":1744823932,\"changes\":[{\"value\":{\"event\":"
                                + "\"PARTNER_ADDED\",\"waba_info\":{\"waba_id\":\"980198427658004\",\"owner_business_id\":"
                                + "\"2329417887457253\",\"solution_id\":\"1715120619246906\"}},\"field\":\"account_update\"}]}]}"));
        assertEquals(
                List.of(new WhatsAppAccountNotice(
                        Event.PARTNER_APP_INSTALLED, "1191624265890717", "2329417887457253", Optional.of(1745337174L))),
                parse("{\"entry\":[{\"id\":\"2949482758682047\",\"time\":1745337174,\"changes\":[{\"value\":{\"event\":"
                        + "\"PARTNER_APP_INSTALLED\",\"waba_info\":{\"waba_id\":\"1191624265890717\","
                        + "\"owner_business_id\":\"2329417887457253\",\"partner_app_id\":\"" + APP + "\"}}}],"
                        + "\"field\":\"account_update\",\"object\":\"whatsapp_business_account\"}]}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"entry\":null}",
                "{\"entry\":[null,1,\"a\",[],{}]}",
                "{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"12\",\"changes\":7}]}",
                "{\"object\":\"whatsapp_business_account\",\"entry\":[{\"changes\":[{\"field\":\"messages\",\"value\":"
                        + "{\"messages\":[{\"text\":{\"body\":\"PARTNER_ADDED\"}}]}}]}]}"
            })
    void other_shapes_say_nothing(String body) throws CallbackRefusedException {
        assertEquals(List.of(), parse(body));
    }

    @Test
    void another_topic_field_or_event_says_nothing() throws CallbackRefusedException {
        String body = webhook(change("PARTNER_ADDED", ""));
        assertEquals(List.of(ADDED), parse(body));
        assertEquals(List.of(), parse(body.replace("\"whatsapp_business_account\"", "\"application\"")));
        assertEquals(List.of(), parse(body.replace("\"whatsapp_business_account\"", "null")));
        assertEquals(List.of(), parse(body.replace("\"account_update\"", "\"account_alerts\"")));
        for (String event : List.of("ACCOUNT_DELETED", "MM_LITE_TERMS_SIGNED", "partner_added", "")) {
            assertEquals(List.of(), parse(webhook(change(event, ""))), event);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "0", "\"\"", "-5", "1.5", "true", "{}", "\"1' or '1'='1\"", "[\"1\"]"})
    void without_account_or_business_nothing_is_said(String id) throws CallbackRefusedException {
        assertEquals(List.of(), parse(webhook(change("PARTNER_ADDED", "").replace("\"12\"", id))));
        assertEquals(List.of(), parse(webhook(change("PARTNER_ADDED", "").replace("\"13\"", id))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "7", "[]", "{", "{}{}", "{\"a\":1,\"a\":2}"})
    void what_is_no_json_object_is_refused(String body) {
        assertThrows(CallbackRefusedException.class, () -> parse(body));
    }

    private static String webhook(String changes) {
        return "{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"12\",\"time\":1700000000,\"changes\":["
                + changes + "]}]}";
    }

    private static String change(String event, String more) {
        return "{\"field\":\"account_update\",\"value\":{\"event\":\"" + event
                + "\",\"waba_info\":{\"waba_id\":\"12\",\"owner_business_id\":\"13\"" + more + "}}}";
    }

    private static List<WhatsAppAccountNotice> parse(String body) throws CallbackRefusedException {
        return WhatsAppAccountNotice.parse(body.getBytes(StandardCharsets.UTF_8), APP);
    }
}
