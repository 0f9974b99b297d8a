package io.github.facebookbusiness.keycloak.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.keycloak.provider.ProviderConfigProperty;

/** The table of options in {@code docs/installation.md} and the options themselves. */
class ServerOptionsPageTest {

    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `--spi-social--facebook-business--([^`]+)` \\| (?:`([^`]*)`|(empty)[^|]*) \\|");

    @Test
    void the_page_has_every_option_with_its_default_and_no_other() throws IOException {
        Map<String, String> written = new TreeMap<>();
        ROW.matcher(Files.readString(Path.of("docs", "installation.md")))
                .results()
                .forEach((MatchResult row) -> written.put(row.group(1), row.group(2) == null ? "" : row.group(2)));
        Map<String, String> real = new TreeMap<>();
        for (ProviderConfigProperty option : ServerOptions.metadata()) {
            Object otherwise = option.getDefaultValue();
            real.put(option.getName(), otherwise == null ? "" : otherwise.toString());
        }
        assertEquals(real, written);
    }
}
