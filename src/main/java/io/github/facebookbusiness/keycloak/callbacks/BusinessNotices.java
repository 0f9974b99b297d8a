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
        Map<String, Heard> heard = new TreeMap<>();
        for (BusinessIntegrationNotice notice : notices) {
            heard.merge(notice.clientBusinessId(), Heard.of(notice), Heard::and);
        }
        for (FacebookBusinessConfig provider : providers()) {
            Iterator<Map.Entry<String, Heard>> all = heard.entrySet().iterator();
            while (all.hasNext()) {
                List<Map.Entry<String, Heard>> some = new ArrayList<>();
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

    /**
     * What is heard of one business, of which the latest counts.
     *
     * @param removedAt when it removed the app, epoch seconds; empty where it did not, or at a time that cannot be right
     * @param changedAt when something changed; empty where nobody can tell
     */
    private record Heard(Optional<Long> removedAt, Optional<Long> changedAt) {

        static Heard of(BusinessIntegrationNotice notice) {
            Optional<Long> time = EventTime.plausible(notice.time());
            return new Heard(notice.kind() == Kind.UNINSTALL ? time : Optional.empty(), time);
        }

        Heard and(Heard other) {
            Optional<Long> removed = removedAt.isPresent() && other.removedAt.isPresent()
                    ? Optional.of(Math.max(removedAt.get(), other.removedAt.get()))
                    : removedAt.or(() -> other.removedAt);
            Optional<Long> changed = changedAt.isPresent() && other.changedAt.isPresent()
                    ? Optional.of(Math.max(changedAt.get(), other.changedAt.get()))
                    : Optional.empty();
            return new Heard(removed, changed);
        }
    }

    /** @param removedAt epoch seconds; empty where nobody can tell which tokens that is about */
    void removedBySystemUser(String systemUserId, Optional<Long> removedAt) {
        for (FacebookBusinessConfig provider : providers()) {
            write(provider, store -> store.businessesOf(systemUserId)
                    .forEach(business -> take(
                            store, provider, business, Optional.of(systemUserId), new Heard(removedAt, removedAt))));
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
            Heard heard) {
        if (heard.removedAt().isEmpty()) {
            // Something changed, and nobody can tell for which tokens: Meta is asked about each.
            store.lookAgain(business, heard.changedAt());
            return;
        }
        AppRemoval removal = new AppRemoval(
                business,
                systemUserId,
                addressed.appId(),
                BusinessGrant.graphHost(addressed),
                heard.removedAt().get());
        AppRemoval.Outcome outcome = store.announce(removal);
        TokenEvents events = new TokenEvents(store.session());
        outcome.revoked().forEach(noted -> events.noted(provider, noted));
        if (outcome.counts()) {
            new BusinessSessions(store.session(), provider).end(removal, outcome);
        }
    }
}
