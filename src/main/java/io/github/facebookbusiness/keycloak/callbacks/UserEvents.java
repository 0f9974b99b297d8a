package io.github.facebookbusiness.keycloak.callbacks;

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
 * What a callback changed at an account, as the admin event that the same change by an admin would be, of nobody.
 * Keycloak's own builder of such events wants an admin who is signed in, and there is none.
 */
final class UserEvents {

    private final KeycloakSession session;
    private final RealmModel realm;

    UserEvents(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /** @param provider alias of the provider that was called */
    void record(OperationType operation, String provider, UserModel user, String... below) {
        AdminEvent event = new AdminEvent();
        event.setId(KeycloakModelUtils.generateId());
        event.setTime(Time.currentTimeMillis());
        event.setRealmId(realm.getId());
        event.setRealmName(realm.getName());
        event.setAuthDetails(new AuthDetails());
        event.setResourceType(ResourceType.USER);
        event.setOperationType(operation);
        List<String> path = new ArrayList<>(List.of("users", user.getId()));
        path.addAll(List.of(below));
        event.setResourcePath(String.join("/", path));
        event.setDetails(Map.of(Details.IDENTITY_PROVIDER, provider));
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
