package io.github.facebookbusiness.keycloak.migration;

import io.github.facebookbusiness.keycloak.migration.Links.Linked;
import io.github.facebookbusiness.keycloak.tokens.store.ClientBusinesses;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * What keeps links from being carried over, as far as links and tokens tell: looked up for a page of links at once, in
 * the transaction that writes them.
 */
final class Obstacles {

    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,31}");

    private final Route route;
    private final List<Linked> toSameIds;
    private final List<Linked> ofSameUsers;
    private final Set<String> businesses;

    private Obstacles(Route route, List<Linked> toSameIds, List<Linked> ofSameUsers, Set<String> businesses) {
        this.route = route;
        this.toSameIds = toSameIds;
        this.ofSameUsers = ofSameUsers;
        this.businesses = businesses;
    }

    static Obstacles of(KeycloakSession session, RealmModel realm, Route route, List<Link> page) {
        Links links = new Links(session, realm);
        var providers = route.provider().ofSameApp(session);
        Set<String> ids = page.stream().map(Link::facebookUserId).collect(Collectors.toSet());
        Set<String> users = page.stream().map(Link::userId).collect(Collectors.toSet());
        Set<String> aliases = new HashSet<>(Set.of(route.from(), route.to()));
        List<Linked> toSameIds = links.toIds(ids, aliases);
        providers.forEach(provider -> aliases.add(provider.getAlias()));
        List<Linked> ofSameUsers = links.ofUsers(users, aliases);
        Set<String> mayBeBusinesses = Stream.concat(
                        ids.stream(), ofSameUsers.stream().map(Linked::facebookUserId))
                .collect(Collectors.toSet());
        return new Obstacles(
                route, toSameIds, ofSameUsers, new ClientBusinesses(session, realm).among(mayBeBusinesses, providers));
    }

    /** Whether the link is there already, at the provider that would get it, and leads to its account alone. */
    boolean isCarried(Link link) {
        return usersOf(route.to(), link.facebookUserId()).equals(Set.of(link.userId()))
                && !businesses.contains(link.facebookUserId());
    }

    Optional<Obstacle> of(Link link) {
        if (!ID.matcher(link.facebookUserId()).matches()) {
            return Optional.of(Obstacle.NOT_AN_ID);
        }
        if (businesses.contains(link.facebookUserId())) {
            return Optional.of(Obstacle.CLIENT_BUSINESS);
        }
        if (ofSameUsers(link).anyMatch(other -> businesses.contains(other.facebookUserId()))) {
            return Optional.of(Obstacle.ACCOUNT_OF_BUSINESS);
        }
        if (usersOf(route.from(), link.facebookUserId()).size() > 1) {
            return Optional.of(Obstacle.LINKED_TWICE);
        }
        if (!Set.of(link.userId()).containsAll(usersOf(route.to(), link.facebookUserId()))) {
            return Optional.of(Obstacle.ID_TAKEN);
        }
        return ofSameUsers(link).anyMatch(other -> other.alias().equals(route.to()))
                ? Optional.of(Obstacle.USER_TAKEN)
                : Optional.empty();
    }

    private Stream<Linked> ofSameUsers(Link link) {
        return ofSameUsers.stream().filter(other -> other.userId().equals(link.userId()));
    }

    private Set<String> usersOf(String alias, String facebookUserId) {
        return toSameIds.stream()
                .filter(other ->
                        other.alias().equals(alias) && other.facebookUserId().equals(facebookUserId))
                .map(Linked::userId)
                .collect(Collectors.toSet());
    }
}
