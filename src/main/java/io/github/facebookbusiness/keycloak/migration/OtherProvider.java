package io.github.facebookbusiness.keycloak.migration;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.OwnTransaction;
import io.github.facebookbusiness.keycloak.config.SharedGraph;
import io.github.facebookbusiness.keycloak.graph.TokenType;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import org.keycloak.broker.oauth.OAuth2IdentityProviderFactory;
import org.keycloak.broker.oidc.OAuth2IdentityProviderConfig;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.social.facebook.FacebookIdentityProviderFactory;

/**
 * The provider at the other end: one of whose links it is known that they hold app-scoped user ids of the same app.
 * Meta gives a person the same id at every provider of one app, and another one at every other app.
 *
 * @param business its settings, where it is of our own type
 */
record OtherProvider(String alias, Optional<FacebookBusinessConfig> business) {

    private static final String GRAPH_HOST = "graph.facebook.com";

    static OtherProvider find(KeycloakSession session, FacebookBusinessConfig provider, String alias)
            throws MigrationRefusedException {
        IdentityProviderModel model = OwnTransaction.in(session, own -> Optional.ofNullable(
                                own.identityProviders().getByAlias(alias))
                        .map(IdentityProviderModel::new))
                .orElseThrow(() -> refused(MigrationRefusal.UNKNOWN_OTHER_PROVIDER));
        if (model.getInternalId().equals(provider.getInternalId())) {
            throw refused(MigrationRefusal.SAME_PROVIDER);
        }
        Optional<FacebookBusinessConfig> business = Optional.of(model)
                .filter(found -> FacebookBusinessConfig.PROVIDER_ID.equals(found.getProviderId()))
                .map(found ->
                        FacebookBusinessConfig.of(found, SharedGraph.of(session).options()));
        if (business.isEmpty() && !isBuiltIn(model) && !isGenericOneForFacebook(model)) {
            throw refused(MigrationRefusal.NOT_FACEBOOK);
        }
        if (!provider.appId().equals(appId(model))) {
            throw refused(MigrationRefusal.DIFFERENT_APP);
        }
        if (business.filter(config -> !servesPeople(config)).isPresent()) {
            throw refused(MigrationRefusal.NO_PEOPLE);
        }
        return new OtherProvider(model.getAlias(), business);
    }

    static boolean servesPeople(FacebookBusinessConfig provider) {
        return provider.yields(TokenType.USER);
    }

    private static boolean isBuiltIn(IdentityProviderModel model) {
        return FacebookIdentityProviderFactory.PROVIDER_ID.equals(model.getProviderId());
    }

    /** With another claim, or asked elsewhere, what stands in its links may be anything. */
    private static boolean isGenericOneForFacebook(IdentityProviderModel model) {
        OAuth2IdentityProviderConfig config = new OAuth2IdentityProviderConfig(model);
        return OAuth2IdentityProviderFactory.PROVIDER_ID.equals(model.getProviderId())
                && "id".equals(config.getUserIDClaim())
                && isGraph(config.getUserInfoUrl());
    }

    private static boolean isGraph(String userInfoUrl) {
        try {
            URI uri = new URI(userInfoUrl == null ? "" : userInfoUrl);
            return "https".equalsIgnoreCase(uri.getScheme())
                    && uri.getHost() != null
                    && GRAPH_HOST.equals(uri.getHost().toLowerCase(Locale.ROOT));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String appId(IdentityProviderModel model) {
        return Optional.ofNullable(model.getConfig().get(FacebookBusinessConfig.CLIENT_ID))
                .map(String::strip)
                .orElse("");
    }

    private static MigrationRefusedException refused(MigrationRefusal refusal) {
        return new MigrationRefusedException(refusal);
    }
}
