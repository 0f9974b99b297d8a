package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.tokens.ProvenToken;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The event of a token that was accepted. It is one of its own, beside Keycloak's {@code LOGIN}: at a first login that one
 * belongs to another request, which knows nothing of the token. A business's is told of in the request that kept its
 * token, whether or not the login ends; a person's, of whose token nothing is left otherwise, when it is known whose
 * account it is: after the first login flow.
 */
final class LoginEvents {

    private static final String CARRIED = "facebook-business.event";

    private LoginEvents() {}

    /** What {@link #recordCarried} tells, be it in this request or after a first login flow. */
    static void carry(
            BrokeredIdentityContext identity,
            EventBuilder event,
            FacebookBusinessConfig config,
            CodeExchange.Result exchanged,
            ChosenConfiguration chosen) {
        describe(event, config, exchanged, chosen, Optional.empty());
        identity.getContextData().put(CARRIED, new HashMap<>(event.getEvent().getDetails()));
    }

    /** Nothing where nothing is carried: linking has Keycloak's own events, and a business's login was told of. */
    static void recordCarried(
            KeycloakSession session, RealmModel realm, UserModel user, BrokeredIdentityContext identity) {
        if (identity.getContextData().get(CARRIED) instanceof Map<?, ?> details) {
            EventBuilder event = new EventBuilder(
                            realm, session, session.getContext().getConnection())
                    .event(EventType.IDENTITY_PROVIDER_LOGIN)
                    .client(identity.getAuthenticationSession().getClient())
                    .user(user);
            details.forEach((name, value) -> event.detail((String) name, (String) value));
            event.success();
        }
    }

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
        describe(event, config, exchanged, chosen, kept);
        event.event(EventType.IDENTITY_PROVIDER_LOGIN).success();
    }

    private static void describe(
            EventBuilder event,
            FacebookBusinessConfig config,
            CodeExchange.Result exchanged,
            ChosenConfiguration chosen,
            Optional<BusinessToken> kept) {
        ProvenToken token = exchanged.token();
        event.detail(Details.IDENTITY_PROVIDER, config.getAlias())
                .detail(Details.IDENTITY_PROVIDER_USERNAME, BusinessUsername.of(token.ownerId()))
                .detail("token_expires_at", String.valueOf(exchanged.kept().expiresAt()));
        chosen.describe(event);
        kept.ifPresent(stored -> event.detail("token_id", stored.id()));
        token.clientBusiness().ifPresent(business -> event.detail("client_business_id", business.id()));
        Set<String> notListed = token.permissions().notListed();
        if (!notListed.isEmpty()) {
            event.detail("permissions_not_listed", String.join(" ", notListed));
        }
    }
}
