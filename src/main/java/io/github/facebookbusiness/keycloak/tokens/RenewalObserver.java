package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import org.keycloak.broker.social.SocialIdentityProvider;
import org.keycloak.models.KeycloakSession;

/** Looks on while tokens are renewed, whoever has it done; for metrics. */
public interface RenewalObserver {

    /** What came of the renewal of one token. */
    enum Outcome {
        SUCCESS,
        /** Meta did not answer, or said to wait; or there is no key to keep a token with. */
        POSTPONED,
        /** Meta refused, or its answer was refused here. */
        REFUSED,
        /** Refused so often that Meta is not asked again. */
        GIVEN_UP
    }

    void renewed(Outcome outcome);

    /** Has the one observer of the server: the factory of the identity provider, which all realms share. */
    interface Shared {
        RenewalObserver renewals();
    }

    static RenewalObserver of(KeycloakSession session) {
        Shared shared = (Shared) session.getKeycloakSessionFactory()
                .getProviderFactory(SocialIdentityProvider.class, FacebookBusinessConfig.PROVIDER_ID);
        return shared.renewals();
    }
}
