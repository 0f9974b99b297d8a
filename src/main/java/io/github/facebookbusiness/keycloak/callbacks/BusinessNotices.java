package io.github.facebookbusiness.keycloak.callbacks;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.graph.BusinessIntegrationNotice;
import io.github.facebookbusiness.keycloak.graph.BusinessIntegrationNotice.Kind;
import io.github.facebookbusiness.keycloak.tokens.BusinessGrant;
import io.github.facebookbusiness.keycloak.tokens.TokenEvents;
import io.github.facebookbusiness.keycloak.tokens.store.AppRemoval;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.keycloak.models.KeycloakSession;

/**
 * What Meta says about client businesses, done at every provider of the app. Where it says that the app is
 * gone, the tokens count as revoked, and the business's sessions end. All of it is committed when this returns.
 */
final class BusinessNotices {

    private final FacebookBusinessConfig addressed;
    private final EveryProvider everyProvider;

    BusinessNotices(KeycloakSession session, FacebookBusinessConfig addressed) {
        this.addressed = addressed;
        this.everyProvider = new EveryProvider(session, addressed);
    }

    void take(List<BusinessIntegrationNotice> notices) {
        // Sorted, so that two batches take their locks in one order. What is said twice is done once.
        Map<String, Heard> heard = new TreeMap<>();
        for (BusinessIntegrationNotice notice : notices) {
            heard.merge(notice.clientBusinessId(), Heard.of(notice), Heard::and);
        }
        everyProvider.writeAll(
                heard.entrySet(),
                (store, provider, some) -> some.forEach(
                        notice -> take(store, provider, notice.getKey(), Optional.empty(), notice.getValue())));
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
        everyProvider.write(systemUserId, (store, provider, user) -> store.businessesOf(user)
                .forEach(business ->
                        take(store, provider, business, Optional.of(user), new Heard(removedAt, removedAt))));
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
