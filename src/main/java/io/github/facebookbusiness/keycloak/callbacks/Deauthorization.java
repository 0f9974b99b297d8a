package io.github.facebookbusiness.keycloak.callbacks;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.OwnTransaction;
import io.github.facebookbusiness.keycloak.graph.SignedRequest;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;

/** What follows when somebody took the app out of their settings at Meta: a person, or a system user with its business. */
final class Deauthorization {

    private final KeycloakSession session;
    private final FacebookBusinessConfig provider;

    Deauthorization(KeycloakSession session, FacebookBusinessConfig provider) {
        this.session = session;
        this.provider = provider;
    }

    /** A request about nobody, such as a Page that removed the app, has no effect. */
    void perform(SignedRequest request) {
        Optional<Long> time = EventTime.plausible(request.issuedAt());
        if (request.userId().isPresent()) {
            String userId = request.userId().get();
            new BusinessNotices(session, provider).removedBySystemUser(userId, time);
            time.ifPresent(removedAt -> dropTokens(userId, removedAt));
        }
    }

    private void dropTokens(String userId, long removedAt) {
        OwnTransaction.in(session, own -> {
            List<FacebookBusinessConfig> providers = provider.ofSameApp(own);
            new PersonsTokens(own, own.getContext().getRealm()).drop(providers, userId, removedAt);
            return providers;
        });
    }
}
