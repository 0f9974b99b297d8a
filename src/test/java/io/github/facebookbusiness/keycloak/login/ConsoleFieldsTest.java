package io.github.facebookbusiness.keycloak.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.keycloak.provider.ProviderConfigProperty;

/** Pins what admins and their scripts see; a change here is a change for them. */
class ConsoleFieldsTest {

    @Test
    void keys_types_and_defaults_are_those_of_the_contract() {
        assertEquals(
                List.of(
                        "configId String null",
                        "tokenType List system-user",
                        "loginVariation List general",
                        "permissions MultivaluedString null",
                        "apiVersion String v26.0",
                        "graphUrl String https://graph.facebook.com",
                        "dialogUrl String https://www.facebook.com",
                        "configurations Map null",
                        "clientConfigurations Map null",
                        "loginMode List redirect",
                        "sdkUrl String https://connect.facebook.net",
                        "sdkRedirectUri List omit",
                        "tokenReaders Map null",
                        "providerAccessToken String null",
                        "webhookVerifyToken String null",
                        "previousClientSecret String null",
                        "mapBusinessesToOrganizations boolean false"),
                ConsoleFields.all().stream()
                        .map(field -> field.getName() + " " + field.getType() + " " + field.getDefaultValue())
                        .toList());
    }

    @Test
    void choices_are_metas_words() {
        assertEquals(List.of("system-user", "user"), field("tokenType").getOptions());
        assertEquals(
                List.of("general", "whatsapp-embedded-signup", "instagram-graph-api"),
                field("loginVariation").getOptions());
    }

    @Test
    void every_field_has_a_label_and_a_help_text_in_the_message_bundles() throws IOException {
        Properties messages = new Properties();
        try (Reader bundle = new InputStreamReader(
                getClass().getResourceAsStream("/theme-resources/messages/messages_en.properties"),
                StandardCharsets.UTF_8)) {
            messages.load(bundle);
        }
        for (ProviderConfigProperty field : ConsoleFields.all()) {
            assertTrue(messages.containsKey(field.getLabel()), field.getLabel());
            assertTrue(messages.containsKey(field.getHelpText()), field.getHelpText());
        }
    }

    @Test
    void names_have_no_dots_because_the_console_loses_such_fields() {
        ConsoleFields.all().forEach(field -> assertEquals(-1, field.getName().indexOf('.')));
    }

    private static ProviderConfigProperty field(String name) {
        return ConsoleFields.all().stream()
                .filter(field -> field.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
