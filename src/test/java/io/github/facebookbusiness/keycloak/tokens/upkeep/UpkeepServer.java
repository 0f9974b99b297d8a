package io.github.facebookbusiness.keycloak.tokens.upkeep;

import io.github.facebookbusiness.keycloak.testing.OwnServer;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts the server of {@link WithShortDays} when it is first needed; it ends with the run. */
final class UpkeepServer implements ParameterResolver {

    private static final String OPTION = "--spi-social--facebook-business--upkeep-";

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == OwnServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(UpkeepServer.class))
                .computeIfAbsent(Running.class, unused -> new Running(), Running.class)
                .server;
    }

    private static final class Running implements AutoCloseable {

        private final OwnServer server = OwnServer.start(
                "upkeep",
                OPTION + "workers=2",
                OPTION + "tick-seconds=1",
                OPTION + "check-interval-seconds=2",
                OPTION + "assets-interval-seconds=2",
                OPTION + "retry-seconds=1",
                OPTION + "confirmation-seconds=1",
                OPTION + "expiring-within-seconds=2",
                OPTION + "checks-per-minute=6000");

        @Override
        public void close() {
            server.close();
        }
    }
}
