package io.github.facebookbusiness.keycloak.admin;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.RequestTransaction;
import io.github.facebookbusiness.keycloak.migration.MigrationReport;
import io.github.facebookbusiness.keycloak.tokens.SystemUserAccessTokens;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
import org.jboss.logging.Logger;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.ModelToRepresentation;
import org.keycloak.services.resources.admin.AdminAuth;
import org.keycloak.services.resources.admin.AdminEventBuilder;

/**
 * Who did what with which token or link: changes as admin events, of a token under the identity provider and with its
 * resource type (a type of our own would break Keycloak's filter), of a link under the user; and each reading of a value
 * as a user event. No token in any.
 */
final class TokenAudit {

    private static final Logger LOG = Logger.getLogger(TokenAudit.class);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminAuth caller;
    private final AdminEventBuilder adminEvent;

    TokenAudit(KeycloakSession session, RealmModel realm, AdminAuth caller, AdminEventBuilder adminEvent) {
        this.session = session;
        this.realm = realm;
        this.caller = caller;
        this.adminEvent = adminEvent;
    }

    /** For what is committed one by one: it is recorded one by one. */
    SystemUserAccessTokens.Changes changesOf(FacebookBusinessConfig provider) {
        return new SystemUserAccessTokens.Changes() {
            @Override
            public void created(BusinessToken token) {
                changed(OperationType.CREATE, provider, token);
            }

            @Override
            public void replaced(BusinessToken token) {
                changed(OperationType.UPDATE, provider, token);
            }
        };
    }

    /** In a transaction of its own, as the change was: it happened, whatever becomes of the request. */
    void changed(OperationType operation, FacebookBusinessConfig provider, BusinessToken token) {
        try {
            RequestTransaction.renew(session);
            KeycloakModelUtils.runJobInTransaction(
                    session.getKeycloakSessionFactory(),
                    session.getContext(),
                    own -> record(adminEvent.clone(own), operation, provider, token));
        } catch (ModelException e) {
            // The change stands; to answer that it failed would make the caller do it again.
            LOG.errorf(e, "No admin event was stored for %s of token %s", operation, token.id());
        }
    }

    private static void record(
            AdminEventBuilder event, OperationType operation, FacebookBusinessConfig provider, BusinessToken token) {
        event.resource(ResourceType.IDENTITY_PROVIDER)
                .operation(operation)
                .resourcePath("identity-provider", "instances", provider.getAlias(), "tokens", token.id())
                .representation(TokenMetadata.of(token))
                .detail("client_business_id", token.clientBusinessId())
                .detail("config_id", token.configId())
                .detail("scope", String.join(" ", token.scopes()))
                .success();
    }

    /** A change to many tokens at once. */
    void changedAll(String action, FacebookBusinessConfig provider, Object outcome) {
        adminEvent
                .resource(ResourceType.IDENTITY_PROVIDER)
                .operation(OperationType.ACTION)
                .resourcePath("identity-provider", "instances", provider.getAlias(), "tokens", action)
                .representation(outcome)
                .success();
    }

    void resumed(FacebookBusinessConfig provider, Upkeep upkeep) {
        adminEvent
                .resource(ResourceType.IDENTITY_PROVIDER)
                .operation(OperationType.ACTION)
                .resourcePath("identity-provider", "instances", provider.getAlias(), "upkeep", "resume")
                .representation(upkeep)
                .success();
    }

    /** A link that was made for a user, as Keycloak's own Admin API records it; in the transaction of the link. */
    void linked(KeycloakSession own, UserModel user, FederatedIdentityModel link) {
        adminEvent
                .clone(own)
                .resource(ResourceType.USER)
                .operation(OperationType.CREATE)
                .resourcePath("users", user.getId(), "federated-identity", link.getIdentityProvider())
                .representation(ModelToRepresentation.toRepresentation(link))
                .success();
    }

    /** That links were carried over, and how many; each has an event of its own. */
    void migrated(FacebookBusinessConfig provider, MigrationReport report) {
        adminEvent
                .resource(ResourceType.IDENTITY_PROVIDER)
                .operation(OperationType.ACTION)
                .resourcePath("identity-provider", "instances", provider.getAlias(), "migration")
                .representation(report.counts())
                .detail("from", report.from())
                .detail("to", report.to())
                .success();
    }

    void read(FacebookBusinessConfig provider, BusinessToken token) {
        reading(provider, token.clientBusinessId())
                .detail("token_id", token.id())
                .detail("config_id", token.configId())
                .detail("scope", String.join(" ", token.scopes()))
                .success();
    }

    /**
     * Keycloak stores what failed in a transaction of its own.
     *
     * @param clientBusinessId as the caller wrote it, so kept only where it can be one
     */
    void readRefused(FacebookBusinessConfig provider, String clientBusinessId) {
        RequestTransaction.renew(session);
        reading(provider, RequestParameters.isId(clientBusinessId) ? clientBusinessId : "")
                .error(Errors.NOT_ALLOWED);
    }

    private EventBuilder reading(FacebookBusinessConfig provider, String clientBusinessId) {
        return new EventBuilder(realm, session, session.getContext().getConnection())
                .event(EventType.IDENTITY_PROVIDER_RETRIEVE_TOKEN)
                .client(caller.getClient())
                .user(caller.getUser())
                .detail(Details.IDENTITY_PROVIDER, provider.getAlias())
                .detail("auth_realm", caller.getRealm().getName())
                .detail("client_business_id", clientBusinessId);
    }
}
