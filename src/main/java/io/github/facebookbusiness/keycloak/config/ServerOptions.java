package io.github.facebookbusiness.keycloak.config;

import io.github.facebookbusiness.keycloak.graph.AllowedHosts;
import io.github.facebookbusiness.keycloak.graph.GraphLimits;
import io.github.facebookbusiness.keycloak.graph.PermissionCatalogue;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.keycloak.Config;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/** What the operator of the server sets, as {@code --spi-social--facebook-business--<option>}; not for realm admins. */
public record ServerOptions(
        AllowedHosts allowedHosts,
        PermissionCatalogue permissions,
        GraphLimits limits,
        List<KeyReference> tokenKeys,
        UpkeepOptions upkeep) {

    private static final String ALLOWED_HOSTS = "allowed-hosts";
    private static final String ADDITIONAL_PERMISSIONS = "additional-permissions";
    private static final String CONNECT_TIMEOUT = "graph-connect-timeout-millis";
    private static final String ANSWER_TIMEOUT = "graph-answer-timeout-millis";
    private static final String CONCURRENT_CALLS = "graph-concurrent-calls";
    private static final String READ_TRIES = "graph-read-tries";
    private static final String FAILURES_TO_SUSPEND = "graph-failures-to-suspend";
    private static final String SUSPENSION = "graph-suspension-millis";
    private static final String TOKEN_KEYS = "token-keys";

    public static final ServerOptions DEFAULT = new ServerOptions(
            new AllowedHosts(AllowedHosts.META),
            new PermissionCatalogue(List.of()),
            GraphLimits.DEFAULT,
            List.of(),
            UpkeepOptions.DEFAULT);

    public static ServerOptions of(Config.Scope scope) {
        GraphLimits limits = limits(scope, GraphLimits.DEFAULT);
        return new ServerOptions(
                new AllowedHosts(list(scope, ALLOWED_HOSTS, AllowedHosts.META)),
                new PermissionCatalogue(list(scope, ADDITIONAL_PERMISSIONS, List.of())),
                limits,
                KeyReference.parse(TOKEN_KEYS, scope.get(TOKEN_KEYS, "")),
                UpkeepOptions.of(scope, limits.answer()));
    }

    private static GraphLimits limits(Config.Scope scope, GraphLimits otherwise) {
        return new GraphLimits(
                millis(scope, CONNECT_TIMEOUT, otherwise.connect()),
                millis(scope, ANSWER_TIMEOUT, otherwise.answer()),
                otherwise.lease(),
                positive(scope, CONCURRENT_CALLS, otherwise.concurrentCalls()),
                otherwise.answerBytes(),
                positive(scope, READ_TRIES, otherwise.readTries()),
                positive(scope, FAILURES_TO_SUSPEND, otherwise.failuresToSuspend()),
                millis(scope, SUSPENSION, otherwise.suspension()));
    }

    /** The options as {@code kc.sh … --help-all} shows them. */
    public static List<ProviderConfigProperty> metadata() {
        GraphLimits limits = GraphLimits.DEFAULT;
        ProviderConfigurationBuilder builder = ProviderConfigurationBuilder.create()
                .property()
                .name(ALLOWED_HOSTS)
                .type(ProviderConfigProperty.STRING_TYPE)
                .defaultValue(String.join(",", AllowedHosts.META))
                .helpText("Hosts that the Graph, dialog and SDK addresses of a provider may name, separated by commas.")
                .add()
                .property()
                .name(ADDITIONAL_PERMISSIONS)
                .type(ProviderConfigProperty.STRING_TYPE)
                .helpText("Names of permissions that Meta added after this release, separated by commas.")
                .add()
                .property()
                .name(CONNECT_TIMEOUT)
                .type(ProviderConfigProperty.INTEGER_TYPE)
                .defaultValue(limits.connect().toMillis())
                .helpText("Milliseconds until a connection to Graph must stand.")
                .add()
                .property()
                .name(ANSWER_TIMEOUT)
                .type(ProviderConfigProperty.INTEGER_TYPE)
                .defaultValue(limits.answer().toMillis())
                .helpText(
                        "Milliseconds until the whole answer of a call to Graph must be there, further tries included.")
                .add()
                .property()
                .name(CONCURRENT_CALLS)
                .type(ProviderConfigProperty.INTEGER_TYPE)
                .defaultValue(limits.concurrentCalls())
                .helpText("How many calls to Graph this server runs at once.")
                .add()
                .property()
                .name(READ_TRIES)
                .type(ProviderConfigProperty.INTEGER_TYPE)
                .defaultValue(limits.readTries())
                .helpText("How often a call to Graph that changes nothing is tried, the first time included.")
                .add()
                .property()
                .name(FAILURES_TO_SUSPEND)
                .type(ProviderConfigProperty.INTEGER_TYPE)
                .defaultValue(limits.failuresToSuspend())
                .helpText("After how many failures in a row this server does not call a Graph host for a while.")
                .add()
                .property()
                .name(SUSPENSION)
                .type(ProviderConfigProperty.INTEGER_TYPE)
                .defaultValue(limits.suspension().toMillis())
                .helpText("Milliseconds for which a Graph host is then not called, until one call tries it.")
                .add()
                .property()
                .name(TOKEN_KEYS)
                .type(ProviderConfigProperty.STRING_TYPE)
                .helpText("Keys that stored tokens are encrypted with, separated by commas: file:/path or vault:key."
                        + " The first one encrypts, the others still decrypt. Without any, the realm's AES key does,"
                        + " which may lie in the same database as the tokens.")
                .add();
        UpkeepOptions.describe(builder);
        return builder.build();
    }

    private static Collection<String> list(Config.Scope scope, String name, List<String> otherwise) {
        String value = scope.get(name);
        if (value == null || value.isBlank()) {
            return otherwise;
        }
        return Arrays.stream(value.split(","))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private static Duration millis(Config.Scope scope, String name, Duration otherwise) {
        return Duration.ofMillis(positive(scope, name, otherwise.toMillis()));
    }

    private static int positive(Config.Scope scope, String name, long otherwise) {
        long value = scope.getLong(name, otherwise);
        if (value < 1 || value > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("The server option " + name + " must be a positive number");
        }
        return (int) value;
    }
}
