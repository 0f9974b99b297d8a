package io.github.facebookbusiness.keycloak.login;

import java.util.Optional;
import java.util.function.Supplier;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.models.IdentityProviderModel;

/**
 * An identity whose username is looked for when Keycloak asks for it: in {@code IdentityBrokerService.authenticated} of
 * 26.5 to 26.7 that is at a first login, once it knows that nobody has the identity. Of those who come back it asks
 * only where there is a post login flow, and then last.
 *
 * <p>Looked for before, it would load the account of who comes back by its username; and whose identity it is, which
 * Keycloak asks next, its cache does not learn for a user that the session has already ({@code UserCacheSession} of
 * 26.7.4). So it would ask the database at every login.
 */
final class LateNamedIdentity extends BrokeredIdentityContext {

    private final Supplier<Optional<String>> username;

    /** @param username of an account that is made for the identity; empty for Keycloak's own choice */
    LateNamedIdentity(String id, IdentityProviderModel provider, Supplier<Optional<String>> username) {
        super(id, provider);
        this.username = username;
    }

    /** A mapper's choice comes first. */
    @Override
    public String getModelUsername() {
        String chosen = super.getModelUsername();
        return chosen != null ? chosen : username.get().orElse(null);
    }
}
