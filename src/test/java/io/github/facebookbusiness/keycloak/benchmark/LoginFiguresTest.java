package io.github.facebookbusiness.keycloak.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.facebookbusiness.keycloak.benchmark.LoginFigures.Setting;
import io.github.facebookbusiness.keycloak.benchmark.LoginFigures.Turn;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoginFiguresTest {

    private static final AskedOfMeta.Login TWO = new AskedOfMeta.Login("2", "9", "2");

    private final LoginProvider ours = provider("ours", "oauth2");
    private final LoginProvider oauth2 = provider("oauth2", "oauth2");
    private final Setting one = new Setting(LoginKind.FIRST, Duration.ZERO, 1);
    private final LoginFigures figures = new LoginFigures();

    @Test
    void each_provider_is_compared_with_the_turn_of_the_other_in_the_same_round_and_setting() {
        add(one, ours, 11, 2);
        add(one, oauth2, 10, 1);
        add(one, ours, 33, 4);
        add(one, oauth2, 30, 2);
        add(new Setting(LoginKind.REPEAT, Duration.ZERO, 1), oauth2, 1, 1);
        assertEquals(
                List.of(
                        "| ours | 1 | 1.0 | 22.0 | 33.0 | 2 (9) | 2 | 7 | 3.0 | 1.10 | 1.00 |",
                        "| oauth2 | 1 | 1.0 | 20.0 | 30.0 | 2 (9) | 2 | 7 | 1.5 | 1.00 | 1.00 |"),
                rows(List.of(ours, oauth2)));
    }

    @Test
    void what_is_compared_with_nobody_has_no_ratio() {
        add(one, ours, 11, 2);
        assertEquals(List.of("| ours | 1 | 1.0 | 11.0 | 11.0 | 2 (9) | 2 | 7 | 2.0 |  |  |"), rows(List.of(ours)));
    }

    @Test
    void what_was_computed_is_of_all_turns_together() {
        add(one, ours, 11, 1);
        add(one, ours, 11, 1);
        add(one, ours, 11, 7);
        assertEquals(List.of("| ours | 1 | 1.0 | 11.0 | 11.0 | 2 (9) | 2 | 7 | 3.0 |  |  |"), rows(List.of(ours)));
    }

    private void add(Setting setting, LoginProvider provider, int milliseconds, double cpu) {
        figures.add(setting, provider, new Turn(new Sample(new long[] {milliseconds * 1_000_000L}, 1), cpu, 7));
    }

    private List<String> rows(List<LoginProvider> providers) {
        String table =
                figures.table(List.of(one), providers, (provider, kind) -> TWO).toString();
        return table.lines().skip(2).toList();
    }

    private static LoginProvider provider(String alias, String reference) {
        return new LoginProvider(
                alias, alias, reference, SandboxConfiguration.user("email", "pages_show_list"), () -> null, List.of());
    }
}
