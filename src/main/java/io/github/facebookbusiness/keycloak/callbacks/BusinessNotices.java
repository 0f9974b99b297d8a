package io.github.facebookbusiness.keycloak.callbacks;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.graph.BusinessIntegrationNotice;
import io.github.facebookbusiness.keycloak.graph.BusinessIntegrationNotice.Kind;
import io.github.facebookbusiness.keycloak.tokens.BusinessGrant;
import io.github.facebookbusiness.keycloak.tokens.TokenEvents;
import io.github.facebookbusiness.keycloak.tokens.store.AppRemoval;
import io.github.facebookbusiness.keycloak.tokens.store.ProviderDeletedException;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.keycloak.models.KeycloakSession;

/**
 * What Meta says about client businesses, done at every provider of the app. Where it says that the app is
 * gone, the tokens count as revoked, and the business's sessions end. All of it is committed when this returns.
 */
final class BusinessNotices {

    /** So many businesses in one transaction: few enough to hold no lock for long, and Meta sends up to a thousand. */
    private static final int AT_ONCE = 50;

    private final KeycloakSession session;
    private final FacebookBusinessConfig addressed;

    BusinessNotices(KeycloakSession session, FacebookBusinessConfig addressed) {
        this.session = session;
        this.addressed = addressed;
    }

    void take(List<BusinessIntegrationNotice> notices) {
        // Sorted, so that two batches take their locks in one order. What is said twice is done once.
        Map<String, Optional<Long>> removals = new TreeMap<>();
        for (BusinessIntegrationNotice notice : notices) {
            Optional<Long> removal =
                    notice.kind() == Kind.UNINSTALL ? EventTime.plausible(notice.time()) : Optional.empty();
            removals.merge(notice.clientBusinessId(), removal, BusinessNotices::later);
        }
        for (FacebookBusinessConfig provider : providers()) {
            Iterator<Map.Entry<String, Optional<Long>>> all =
                    removals.entrySet().iterator();
            while (all.hasNext()) {
                List<Map.Entry<String, Optional<Long>>> some = new ArrayList<>();
                while (all.hasNext() && some.size() < AT_ONCE) {
                    some.add(all.next());
                }
                write(
                        provider,
                        store -> some.forEach(
                                notice -> take(store, provider, notice.getKey(), Optional.empty(), notice.getValue())));
            }
        }
    }

    private List<FacebookBusinessConfig> providers() {
        return OwnTransaction.in(session, addressed::ofSameApp);
    }

    private static Optional<Long> later(Optional<Long> one, Optional<Long> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.or(() -> other);
        }
        return Optional.of(Math.max(one.get(), other.get()));
    }

    /** @param removedAt epoch seconds; empty where nobody can tell which tokens that is about */
    void removedBySystemUser(String systemUserId, Optional<Long> removedAt) {
        for (FacebookBusinessConfig provider : providers()) {
            write(provider, store -> store.businessesOf(systemUserId)
                    .forEach(business -> take(store, provider, business, Optional.of(systemUserId), removedAt)));
        }
    }

    private void write(FacebookBusinessConfig provider, Consumer<TokenStore> work) {
        try {
            TokenStore.write(session, provider, store -> {
                work.accept(store);
                return provider;
            });
        } catch (ProviderDeletedException e) {
            // Its tokens are gone with it: there is nothing left to be done.
        }
    }

    private void take(
            TokenStore store,
            FacebookBusinessConfig provider,
            String business,
            Optional<String> systemUserId,
            Optional<Long> removedAt) {
        if (removedAt.isEmpty()) {
            // Something changed, and nobody can tell for which tokens: Meta is asked about each.
            store.lookAgain(business);
            return;
        }
        AppRemoval removal = new AppRemoval(
                business, systemUserId, addressed.appId(), BusinessGrant.graphHost(addressed), removedAt.get());
        AppRemoval.Outcome outcome = store.announce(removal);
        TokenEvents events = new TokenEvents(store.session());
        outcome.revoked().forEach(noted -> events.noted(provider, noted));
        if (outcome.counts()) {
            new BusinessSessions(store.session(), provider).end(removal, outcome);
        }
    }
}
