package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.tokens.ProvenToken;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
import java.util.Optional;
import java.util.Set;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The event of a token that was accepted; whether its owner comes in is Keycloak's to say. It is one of its own,
 * beside Keycloak's {@code LOGIN}: at a first login that one belongs to another request, which knows nothing of the
 * token.
 */
final class LoginEvents {

    private LoginEvents() {}

    /** The event of a business that was connected to an account, by whoever has that account. */
    static void recordConnection(
            EventBuilder event,
            FacebookBusinessConfig config,
            CodeExchange.Result exchanged,
            ChosenConfiguration chosen,
            Optional<BusinessToken> kept,
            AuthenticationSessionModel authSession) {
        event.user(authSession.getAuthenticatedUser()).detail(Details.CUSTOM_REQUIRED_ACTION, ConnectBusinessAction.ID);
        record(event, config, exchanged, chosen, kept);
    }

    static void record(
            EventBuilder event,
            FacebookBusinessConfig config,
            CodeExchange.Result exchanged,
            ChosenConfiguration chosen,
            Optional<BusinessToken> kept) {
        ProvenToken token = exchanged.token();
        event.event(EventType.IDENTITY_PROVIDER_LOGIN)
                .detail(Details.IDENTITY_PROVIDER, config.getAlias())
                .detail(Details.IDENTITY_PROVIDER_USERNAME, "fb-" + token.ownerId())
                .detail("token_expires_at", String.valueOf(exchanged.kept().expiresAt()));
        chosen.describe(event);
        kept.ifPresent(stored -> event.detail("token_id", stored.id()));
        token.clientBusiness().ifPresent(business -> event.detail("client_business_id", business.id()));
        Set<String> notListed = token.permissions().notListed();
        if (!notListed.isEmpty()) {
            event.detail("permissions_not_listed", String.join(" ", notListed));
        }
        event.success();
    }
}
