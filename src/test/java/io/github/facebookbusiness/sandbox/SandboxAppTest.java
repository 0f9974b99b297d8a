package io.github.facebookbusiness.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SandboxAppTest {
    private static final GraphSandbox SANDBOX = GraphSandbox.start(0);

    @AfterAll
    static void stop() {
        SANDBOX.close();
    }

    @Test
    void hasIdsBeyondWhatAJsonNumberCarries() {
        SandboxApp app = SANDBOX.addApp();
        for (SandboxBusiness business : app.businesses()) {
            assertTrue(Long.parseLong(business.id()) > 1L << 53);
            assertTrue(Long.parseLong(business.systemUserId()) > 1L << 53);
        }
    }

    @Test
    void knowsABusinessBySystemUserIdsOfItsOwn() {
        SandboxBusiness here = SANDBOX.addApp().businesses().get(0);
        SandboxBusiness there = SANDBOX.addApp().businesses().get(0);
        assertEquals(here.id(), there.id());
        assertNotEquals(here.systemUserId(), there.systemUserId());
    }

    @Test
    void remembersEverySecret() {
        SandboxApp app = SANDBOX.addApp("1234567890", "first-secret");
        SandboxConfiguration configuration = app.addConfiguration(SandboxConfiguration.systemUser("pages_show_list"));
        SandboxBusiness business = app.businesses().get(0);
        String code = app.issueCode(configuration, business, "https://back.example/");
        String token = app.issueToken(configuration, business);
        String oldProof = app.proofOf(token);
        app.resetSecret("second-secret");
        for (String secret : new String[] {
            code,
            token,
            oldProof,
            app.proofOf(token),
            "first-secret",
            "second-secret",
            "1234567890|first-secret",
            "1234567890|second-secret"
        }) {
            assertTrue(app.issued().contains(secret), secret);
        }
    }

    @Test
    void refusesConfigurationsThatTheDashboardWouldNotMake() {
        assertThrows(IllegalArgumentException.class, () -> SandboxConfiguration.systemUser("email"));
        assertThrows(
                IllegalArgumentException.class,
                () -> new SandboxConfiguration(
                        "1",
                        TokenType.USER,
                        LoginVariation.WHATSAPP_EMBEDDED_SIGNUP,
                        List.of("whatsapp_business_management"),
                        TokenExpiry.NEVER));
    }

    @Test
    void isFoundByItsIdAndMayBeThereOnce() {
        SandboxApp app = SANDBOX.addApp();
        assertEquals(app, SANDBOX.app(app.id()).orElseThrow());
        assertTrue(SANDBOX.app("42").isEmpty());
        assertThrows(IllegalArgumentException.class, () -> SANDBOX.addApp(app.id(), "secret"));
    }
}
