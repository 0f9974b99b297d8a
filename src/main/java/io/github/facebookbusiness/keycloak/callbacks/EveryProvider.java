package io.github.facebookbusiness.keycloak.callbacks;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.OwnTransaction;
import io.github.facebookbusiness.keycloak.tokens.store.ProviderDeletedException;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.keycloak.models.KeycloakSession;

/** Writes what Meta said at every provider of the app that it was said to. All of it is committed on return. */
final class EveryProvider {

    /** So many in one transaction: few enough to hold no lock for long, and Meta sends up to a thousand. */
    private static final int AT_ONCE = 50;

    private final KeycloakSession session;
    private final FacebookBusinessConfig addressed;

    EveryProvider(KeycloakSession session, FacebookBusinessConfig addressed) {
        this.session = session;
        this.addressed = addressed;
    }

    /** What is done at one provider; more than once where it collides with another transaction. */
    interface Work<T> {
        void write(TokenStore store, FacebookBusinessConfig provider, T what);
    }

    /** Some at a time. Where there are none, nothing is read either: Meta may send much that is of no concern here. */
    <T> void writeAll(Collection<T> all, Work<List<T>> work) {
        if (all.isEmpty()) {
            return;
        }
        for (FacebookBusinessConfig provider : providers()) {
            Iterator<T> left = all.iterator();
            while (left.hasNext()) {
                List<T> some = new ArrayList<>();
                while (left.hasNext() && some.size() < AT_ONCE) {
                    some.add(left.next());
                }
                write(provider, store -> work.write(store, provider, some));
            }
        }
    }

    <T> void write(T what, Work<T> work) {
        providers().forEach(provider -> write(provider, store -> work.write(store, provider, what)));
    }

    private List<FacebookBusinessConfig> providers() {
        return OwnTransaction.in(session, addressed::ofSameApp);
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
}
