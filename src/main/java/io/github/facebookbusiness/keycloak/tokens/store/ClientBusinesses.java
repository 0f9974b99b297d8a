package io.github.facebookbusiness.keycloak.tokens.store;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Which ids are those of client businesses. A link does not say whether its identity is a person or a business; but
 * whoever came in as a business left a token here, and its row stays whatever becomes of the token. Works in the
 * transaction of its session.
 */
public final class ClientBusinesses {

    private final EntityManager entities;
    private final RealmModel realm;

    public ClientBusinesses(KeycloakSession session, RealmModel realm) {
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realm = realm;
    }

    /** Those of {@code ids} that one of the providers knows as a client business. */
    public Set<String> among(Collection<String> ids, Collection<FacebookBusinessConfig> providers) {
        if (ids.isEmpty() || providers.isEmpty()) {
            return Set.of();
        }
        return new HashSet<>(entities.createQuery(
                        "select distinct t.clientBusinessId from BusinessTokenEntity t where t.realmId = :realm"
                                + " and t.providerId in (:providers) and t.clientBusinessId in (:ids)",
                        String.class)
                .setParameter("realm", realm.getId())
                .setParameter(
                        "providers",
                        providers.stream()
                                .map(FacebookBusinessConfig::getInternalId)
                                .toList())
                .setParameter("ids", ids)
                .getResultList());
    }
}
