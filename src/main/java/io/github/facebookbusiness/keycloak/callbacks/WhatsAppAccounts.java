package io.github.facebookbusiness.keycloak.callbacks;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.graph.WhatsAppAccountNotice;
import io.github.facebookbusiness.keycloak.tokens.AnnouncedSignups;
import io.github.facebookbusiness.keycloak.tokens.TokenEvents;
import io.github.facebookbusiness.keycloak.tokens.UnaskedFetch;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.keycloak.models.KeycloakSession;

/**
 * What Meta says about WhatsApp Business Accounts, done at every provider of the app. One that was opened to the app is
 * remembered for the token that comes of it, and told; one that was taken away ends nothing: the business's tokens may
 * be for other assets as well, so Meta is asked about them.
 */
final class WhatsAppAccounts {

    private final EveryProvider everyProvider;

    WhatsAppAccounts(KeycloakSession session, FacebookBusinessConfig addressed) {
        this.everyProvider = new EveryProvider(session, addressed);
    }

    void take(List<WhatsAppAccountNotice> notices) {
        Collection<WhatsAppAccountNotice> latest = latest(notices);
        everyProvider.writeAll(
                latest, (store, provider, some) -> some.forEach(notice -> note(store, provider, notice)));
        // After that is committed, and whether or not it was news: see AnnouncedSignups.
        everyProvider.writeAll(businessesOf(latest), (store, provider, some) -> AnnouncedSignups.fillIn(store, some));
    }

    /** Of each account, what happened last; sorted, so that two batches take their locks in one order. */
    private static Collection<WhatsAppAccountNotice> latest(List<WhatsAppAccountNotice> notices) {
        TreeMap<String, WhatsAppAccountNotice> latest = new TreeMap<>();
        for (WhatsAppAccountNotice notice : notices) {
            latest.merge(
                    notice.clientBusinessId() + " " + notice.wabaId(),
                    notice,
                    (before, next) -> timeOf(next) >= timeOf(before) ? next : before);
        }
        return latest.values();
    }

    private static long timeOf(WhatsAppAccountNotice notice) {
        return EventTime.plausible(notice.time()).orElse(0L);
    }

    private static Set<String> businessesOf(Collection<WhatsAppAccountNotice> notices) {
        Set<String> businesses = new TreeSet<>();
        notices.stream()
                .filter(notice -> notice.event().isInstall())
                .map(WhatsAppAccountNotice::clientBusinessId)
                .forEach(businesses::add);
        return businesses;
    }

    private static void note(TokenStore store, FacebookBusinessConfig provider, WhatsAppAccountNotice notice) {
        Optional<Long> time = EventTime.plausible(notice.time());
        boolean isNews = store.installs().note(notice, provider.appId(), time);
        if (isNews && notice.event().isInstall()) {
            new TokenEvents(store.session()).businessConnected(provider, notice);
            if (UnaskedFetch.isPossibleFor(provider)) {
                store.installs().planFetch(notice, provider.appId());
            }
        }
        // Either way the business's tokens are for other assets now than they were.
        store.lookAgain(notice.clientBusinessId(), time);
    }
}
