package io.github.facebookbusiness.keycloak.config;

import static io.github.facebookbusiness.keycloak.testing.Unsaid.assertUnsaid;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.facebookbusiness.keycloak.graph.App;
import io.github.facebookbusiness.keycloak.testing.FuzzInput;
import io.github.facebookbusiness.keycloak.testing.UnsharedRateBudget;
import java.lang.reflect.Proxy;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.keycloak.common.Profile;
import org.keycloak.models.RealmModel;

/** Whatever an admin saves: refused with a sentence, or a provider that works. */
class SettingsFuzzTest {

    private static final String SECRET = "the app secret";
    private static final RealmModel REALM = (RealmModel) Proxy.newProxyInstance(
            SettingsFuzzTest.class.getClassLoader(), new Class<?>[] {RealmModel.class}, (proxy, method, args) -> {
                if (method.getName().equals("isRegistrationEmailAsUsername")) {
                    return false;
                }
                if (method.getName().equals("isOrganizationsEnabled")) {
                    return true;
                }
                throw new UnsupportedOperationException(method.getName());
            });

    static {
        Profile.defaults();
    }

    /** Each line is a key, an equals sign, a value. */
    @FuzzTest
    void settings_are_refused_with_a_sentence_or_can_be_worked_with(byte[] input) {
        FacebookBusinessConfig config = new FacebookBusinessConfig(ServerOptions.DEFAULT);
        config.setAlias("facebook-business");
        Map<String, String> settings = config.getConfig();
        settings.put("clientId", "1029384756102938");
        settings.put("configId", "777");
        FuzzInput lines = new FuzzInput(input);
        while (lines.hasMore()) {
            String[] setting = lines.line().split("=", 2);
            settings.put(setting[0], setting.length < 2 ? null : setting[1]);
        }
        settings.put("clientSecret", SECRET);
        try {
            config.check(REALM);
        } catch (IllegalArgumentException e) {
            if (!new String(input, StandardCharsets.UTF_8).contains(SECRET)) {
                assertUnsaid(e, SECRET);
            }
            assertTrue(e.getMessage().matches("(?s)[A-Z].*[.?]"), e.getMessage());
            return;
        }
        config.configIds().forEach(id -> assertTrue(id.matches("[0-9]{1,32}"), id));
        for (String client : config.tokenReaderClients()) {
            Set<String> businesses = config.tokenReader(client).orElseThrow().clientBusinessIds();
            assertTrue(businesses.stream().allMatch(id -> id.matches("[0-9]{1,32}|\\*")), businesses.toString());
        }
        HttpRequest call = HttpRequest.newBuilder(
                        config.connection(new App(config.appId(), SECRET), new UnsharedRateBudget())
                                .graphUrl())
                .build();
        assertTrue(
                ServerOptions.DEFAULT.allowedHosts().refusal(config.graphUrl()).isEmpty());
        assertEquals(
                "https",
                call.uri().getScheme().toLowerCase(Locale.ROOT),
                "no host of the default list is this machine");
    }

    @FuzzTest
    void a_map_of_the_console_is_read_or_refused_with_a_sentence(byte[] input) {
        try {
            ConsoleMap.parse("Configurations", new String(input, StandardCharsets.UTF_8))
                    .forEach((key, value) -> assertTrue(!key.isBlank() && !value.isBlank()));
        } catch (IllegalArgumentException e) {
            assertTrue(e.getMessage().startsWith("Configurations "), e.getMessage());
        }
    }
}
