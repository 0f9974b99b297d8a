package io.github.facebookbusiness.keycloak.callbacks;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.keycloak.common.util.Time;
import org.keycloak.events.Details;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.events.EventStoreProvider;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.AuthDetails;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * What a callback changed, as the admin event that the same change by an admin would be, of nobody. Keycloak's own
 * builder of such events wants an admin who is signed in, and there is none.
 */
final class CallbackEvents {

    private final KeycloakSession session;
    private final RealmModel realm;

    CallbackEvents(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /** @param below the rest of the path, below the account */
    void account(OperationType operation, FacebookBusinessConfig provider, UserModel user, String... below) {
        List<String> path = new ArrayList<>(List.of("users", user.getId()));
        path.addAll(List.of(below));
        record(operation, ResourceType.USER, path, Map.of(Details.IDENTITY_PROVIDER, provider.getAlias()));
    }

    void tokenRevoked(FacebookBusinessConfig provider, BusinessToken token) {
        record(
                OperationType.UPDATE,
                ResourceType.IDENTITY_PROVIDER,
                List.of("identity-provider", "instances", provider.getAlias(), "tokens", token.id()),
                Map.of(
                        "client_business_id", token.clientBusinessId(),
                        "config_id", token.configId(),
                        "status", token.status().name()));
    }

    private void record(OperationType operation, ResourceType type, List<String> path, Map<String, String> details) {
        AdminEvent event = new AdminEvent();
        event.setId(KeycloakModelUtils.generateId());
        event.setTime(Time.currentTimeMillis());
        event.setRealmId(realm.getId());
        event.setRealmName(realm.getName());
        event.setAuthDetails(new AuthDetails());
        event.setResourceType(type);
        event.setOperationType(operation);
        event.setResourcePath(String.join("/", path));
        event.setDetails(details);
        if (realm.isAdminEventsEnabled()) {
            session.getProvider(EventStoreProvider.class).onEvent(event, false);
        }
        List<String> chosen = realm.getEventsListenersStream().toList();
        session.getKeycloakSessionFactory()
                .getProviderFactoriesStream(EventListenerProvider.class)
                .filter(factory ->
                        chosen.contains(factory.getId()) || ((EventListenerProviderFactory) factory).isGlobal())
                .forEach(factory -> session.getProvider(EventListenerProvider.class, factory.getId())
                        .onEvent(event, false));
    }
}
