package io.github.facebookbusiness.keycloak.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.facebookbusiness.keycloak.graph.CallbackRefusedException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** What a browser posts as session info, and what is signed and says who works with an account. */
class SignupFuzzTest {

    private static final String APP_ID = "1029384756102938";
    private static final String ID = "[1-9][0-9]{0,31}";

    @FuzzTest
    void session_info_is_a_signup_that_can_be_stored_or_nothing(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        Signup.parse(text).ifPresent(signup -> {
            assertTrue(signup.event().matches("[A-Z0-9_]{1,64}"), signup.event());
            Stream.of(signup.wabaId(), signup.phoneNumberId(), signup.businessId())
                    .forEach(id -> id.ifPresent(said -> assertTrue(said.matches(ID), said)));
            assertTrue(text.contains("WA_EMBEDDED_SIGNUP") || text.contains("\\u"), text);
        });
    }

    @FuzzTest
    void a_signed_webhook_is_read_as_notices_of_accounts_or_refused(byte[] body) {
        try {
            for (WhatsAppAccountNotice notice : WhatsAppAccountNotice.parse(body, APP_ID)) {
                assertTrue(notice.wabaId().matches(ID), notice.wabaId());
                assertTrue(notice.clientBusinessId().matches(ID), notice.clientBusinessId());
                assertTrue(notice.time().map(time -> time > 0).orElse(true));
                assertTrue(BusinessIntegrationNotice.parse(body, APP_ID).isEmpty(), "a webhook has one topic");
            }
        } catch (CallbackRefusedException e) {
            assertEquals(Reason.MALFORMED, e.reason());
        }
    }
}
