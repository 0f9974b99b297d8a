package io.github.facebookbusiness.keycloak.events;

import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.events.EventStoreProvider;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.AuthDetails;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * What happened without anybody asking for it, as the admin event that the same change by an admin would be, of nobody.
 * Keycloak's own builder of such events wants an admin who is signed in, and there is none. Stored in the transaction of
 * the change, so that there is never one without the other.
 */
public final class UnaskedEvents {

    private static final Logger LOG = Logger.getLogger(UnaskedEvents.class);

    private final KeycloakSession session;
    private final RealmModel realm;

    /** @param session of the transaction that makes the change */
    public UnaskedEvents(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /** @param path from the realm on, as Keycloak's admin events have it */
    public void record(OperationType operation, ResourceType type, List<String> path, Map<String, String> details) {
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
        EventStoreProvider store = session.getProvider(EventStoreProvider.class);
        if (realm.isAdminEventsEnabled() && store != null) {
            store.onEvent(event, false);
        }
        List<String> chosen = realm.getEventsListenersStream().toList();
        session.getKeycloakSessionFactory()
                .getProviderFactoriesStream(EventListenerProvider.class)
                .filter(factory ->
                        chosen.contains(factory.getId()) || ((EventListenerProviderFactory) factory).isGlobal())
                .forEach(factory -> tell(factory.getId(), event));
    }

    /** As Keycloak does it: a listener, of whoever, must not undo what it is told of. */
    private void tell(String listener, AdminEvent event) {
        try {
            session.getProvider(EventListenerProvider.class, listener).onEvent(event, false);
        } catch (RuntimeException e) {
            LOG.errorf(e, "The event listener %s failed for %s", listener, event.getResourcePath());
        }
    }
}
