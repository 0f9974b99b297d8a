package io.github.facebookbusiness.keycloak.callbacks;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.OwnTransaction;
import io.github.facebookbusiness.keycloak.graph.SignedRequest;
import io.github.facebookbusiness.keycloak.tokens.store.Deletions;
import java.util.List;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.RealmModel;

/**
 * A person's request to delete their data, which Meta passes on. What is deleted and that it was are one transaction of
 * their own, done before Meta gets the confirmation code.
 */
final class DataDeletion {

    private static final int TRIES = 3;

    private final KeycloakSession session;
    private final FacebookBusinessConfig provider;

    DataDeletion(KeycloakSession session, FacebookBusinessConfig provider) {
        this.session = session;
        this.provider = provider;
    }

    /** Does it, unless it was done before. Gives the confirmation code. */
    String perform(SignedRequest request) {
        for (int tried = 1; ; tried++) {
            try {
                return OwnTransaction.in(session, own -> perform(own, request));
            } catch (ModelDuplicateException e) {
                // The same request reached two nodes; the next try finds what the other one did.
                if (tried == TRIES) {
                    throw e;
                }
            }
        }
    }

    private String perform(KeycloakSession own, SignedRequest request) {
        RealmModel realm = own.getContext().getRealm();
        Deletions deletions = new Deletions(own, realm);
        String identity = provider.appId() + "." + request.payload();
        Optional<String> done = deletions.codeOf(identity);
        if (done.isPresent()) {
            return done.get();
        }
        long now = Time.currentTime();
        long requestedAt = request.issuedAt().filter(time -> time <= now).orElse(now);
        String code = deletions.add(identity, new Deletions.Deletion(requestedAt, now));
        List<FacebookBusinessConfig> providers = provider.ofSameApp(own);
        request.userId().ifPresent(userId -> new PersonalData(own, realm, providers).remove(userId));
        return code;
    }
}
