package io.github.facebookbusiness.keycloak.migration;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Keycloak's links, read from its two tables: of its own users and of those of user storages. Keycloak's model can only
 * search for users by a link, which sorts all of them anew for each page, passes over those of a storage, and leaves
 * out whom the caller may not see. From key to key instead, a page costs what is in it. Written is by the model alone,
 * which has caches and listeners to tell.
 */
final class Links {

    /** Before every id; not the empty text, which one of Keycloak's databases takes for no value. */
    private static final String BEFORE_ALL = " ";

    private final EntityManager entities;
    private final RealmModel realm;

    Links(KeycloakSession session, RealmModel realm) {
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realm = realm;
    }

    private enum Table {
        OWN_USERS,
        USERS_OF_STORAGES
    }

    /** How far one has come: in which table, and after which user. */
    record Position(Table table, String after) {
        static final Position START = new Position(Table.OWN_USERS, BEFORE_ALL);
    }

    /**
     * A part of a provider's links, in the order of their users' ids.
     *
     * @param next where to go on; empty after the last one
     */
    record Page(List<Link> links, Optional<Position> next) {}

    Page page(String alias, Position position, int max) {
        boolean own = position.table() == Table.OWN_USERS;
        TypedQuery<Object[]> query = own
                ? entities.createQuery(
                        "select l.user.id, l.user.username, l.userId, l.userName from FederatedIdentityEntity l"
                                + " where l.realmId = :realm and l.identityProvider = :alias and l.user.id > :after"
                                + " order by l.user.id",
                        Object[].class)
                : entities.createQuery(
                        "select l.userId, l.brokerUserId, l.brokerUserName from BrokerLinkEntity l"
                                + " where l.realmId = :realm and l.identityProvider = :alias and l.userId > :after"
                                + " order by l.userId",
                        Object[].class);
        List<Link> links = query
                .setParameter("realm", realm.getId())
                .setParameter("alias", alias)
                .setParameter("after", position.after())
                .setMaxResults(max)
                .getResultList()
                .stream()
                .map(own ? Links::ofOwnUser : Links::ofStorage)
                .toList();
        if (links.size() == max) {
            String last = links.get(max - 1).userId();
            return new Page(links, Optional.of(new Position(position.table(), last)));
        }
        return new Page(links, own ? Optional.of(new Position(Table.USERS_OF_STORAGES, BEFORE_ALL)) : Optional.empty());
    }

    private static Link ofOwnUser(Object[] row) {
        return new Link((String) row[0], Optional.of((String) row[1]), id(row[2]), (String) row[3]);
    }

    private static Link ofStorage(Object[] row) {
        return new Link((String) row[0], Optional.empty(), id(row[1]), (String) row[2]);
    }

    /** Keycloak's columns may be null. */
    private static String id(Object value) {
        return value == null ? "" : (String) value;
    }

    /** Who is linked at which provider to which id. */
    record Linked(String userId, String alias, String facebookUserId) {}

    /** All links to one of these ids, at these providers. */
    List<Linked> toIds(Collection<String> facebookUserIds, Collection<String> aliases) {
        return linked("l.userId in (:values)", "l.brokerUserId in (:values)", facebookUserIds, aliases);
    }

    /** All links of these users, at these providers. */
    List<Linked> ofUsers(Collection<String> userIds, Collection<String> aliases) {
        return linked("l.user.id in (:values)", "l.userId in (:values)", userIds, aliases);
    }

    private List<Linked> linked(
            String ofOwnUsers, String ofStorages, Collection<String> values, Collection<String> aliases) {
        List<Linked> found = new ArrayList<>();
        if (!values.isEmpty()) {
            String ofProviders = " l where l.realmId = :realm and l.identityProvider in (:aliases) and ";
            for (String query : List.of(
                    "select l.user.id, l.identityProvider, l.userId from FederatedIdentityEntity" + ofProviders
                            + ofOwnUsers,
                    "select l.userId, l.identityProvider, l.brokerUserId from BrokerLinkEntity" + ofProviders
                            + ofStorages)) {
                entities.createQuery(query, Object[].class)
                        .setParameter("realm", realm.getId())
                        .setParameter("aliases", aliases)
                        .setParameter("values", values)
                        .getResultList()
                        .forEach(row -> found.add(new Linked((String) row[0], (String) row[1], id(row[2]))));
            }
        }
        return found;
    }

    /** What is kept as the token in these users' links, by the user's id; those without one are left out. */
    Map<String, String> tokens(Collection<String> userIds, String alias) {
        Map<String, String> tokens = new HashMap<>();
        if (!userIds.isEmpty()) {
            String ofProvider =
                    " l where l.realmId = :realm and l.identityProvider = :alias and l.token is not null and ";
            for (String query : List.of(
                    "select l.user.id, l.token from FederatedIdentityEntity" + ofProvider + "l.user.id in (:users)",
                    "select l.userId, l.token from BrokerLinkEntity" + ofProvider + "l.userId in (:users)")) {
                entities.createQuery(query, Object[].class)
                        .setParameter("realm", realm.getId())
                        .setParameter("alias", alias)
                        .setParameter("users", userIds)
                        .getResultList()
                        .forEach(row -> tokens.put((String) row[0], (String) row[1]));
            }
        }
        return tokens;
    }
}
