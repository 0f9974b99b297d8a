package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.config.EnvironmentProxy;
import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.ServerOptions;
import io.github.facebookbusiness.keycloak.config.SharedGraph;
import io.github.facebookbusiness.keycloak.graph.GraphApi;
import io.github.facebookbusiness.keycloak.telemetry.GraphTelemetry;
import io.github.facebookbusiness.keycloak.telemetry.UpkeepMetrics;
import io.github.facebookbusiness.keycloak.tokens.RenewalObserver;
import io.github.facebookbusiness.keycloak.tokens.upkeep.Upkeep;
import io.micrometer.core.instrument.Metrics;
import io.opentelemetry.api.trace.Tracer;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.keycloak.Config;
import org.keycloak.broker.provider.AbstractIdentityProviderFactory;
import org.keycloak.broker.social.SocialIdentityProviderFactory;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ServerInfoAwareProviderFactory;
import org.keycloak.tracing.TracingProvider;

/** Registers the identity provider, and holds what all realms of the server share. */
public final class FacebookBusinessIdentityProviderFactory
        extends AbstractIdentityProviderFactory<FacebookBusinessIdentityProvider>
        implements SocialIdentityProviderFactory<FacebookBusinessIdentityProvider>,
                ServerInfoAwareProviderFactory,
                SharedGraph,
                RenewalObserver.Shared {

    private static final Logger LOG = Logger.getLogger(FacebookBusinessIdentityProviderFactory.class);

    private ServerOptions options = ServerOptions.DEFAULT;
    private GraphApi graph;
    private UpkeepMetrics upkeepMetrics;
    private Upkeep upkeep;

    @Override
    public String getId() {
        return FacebookBusinessConfig.PROVIDER_ID;
    }

    @Override
    public String getName() {
        return "Facebook Login for Business";
    }

    @Override
    public void init(Config.Scope scope) {
        options = ServerOptions.of(scope);
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        new TokenKeyNotice(options.tokenKeys()).warning().ifPresent(LOG::warn);
        GraphTelemetry telemetry = new GraphTelemetry(Metrics.globalRegistry, tracer(factory));
        graph = new GraphApi(options.allowedHosts(), options.limits(), EnvironmentProxy.of(System.getenv()), telemetry);
        telemetry.metrics().watch(graph::load);
        upkeepMetrics = new UpkeepMetrics(Metrics.globalRegistry);
        upkeep = new Upkeep(factory, options.upkeep(), upkeepMetrics);
        factory.register(new DeletedProvider());
        factory.register(event -> {
            if (event instanceof PostMigrationEvent) {
                upkeep.start();
            }
        });
    }

    @Override
    public void close() {
        if (upkeep != null) {
            upkeep.stop();
        }
    }

    /** Keycloak's own, which does nothing without {@code --tracing-enabled}; it outlives the session it came from. */
    private static Tracer tracer(KeycloakSessionFactory factory) {
        try (KeycloakSession session = factory.create()) {
            return session.getProvider(TracingProvider.class).getTracer(FacebookBusinessConfig.PROVIDER_ID);
        }
    }

    @Override
    public FacebookBusinessIdentityProvider create(KeycloakSession session, IdentityProviderModel model) {
        return new FacebookBusinessIdentityProvider(session, FacebookBusinessConfig.of(model, options), this);
    }

    @Override
    public IdentityProviderModel createConfig() {
        return new FacebookBusinessConfig(options);
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return ConsoleFields.all();
    }

    @Override
    public List<ProviderConfigProperty> getConfigMetadata() {
        return ServerOptions.metadata();
    }

    @Override
    public Map<String, String> getOperationalInfo() {
        String version = getClass().getPackage().getImplementationVersion();
        return Map.of(
                "Version",
                version == null ? "unknown" : version,
                "Token keys",
                new TokenKeyNotice(options.tokenKeys()).whereabouts());
    }

    @Override
    public ServerOptions options() {
        return options;
    }

    @Override
    public GraphApi graph() {
        return graph;
    }

    @Override
    public RenewalObserver renewals() {
        return upkeepMetrics;
    }
}
