package io.github.facebookbusiness.keycloak.migration;

import io.github.facebookbusiness.keycloak.config.SharedGraph;
import io.github.facebookbusiness.keycloak.graph.AccessToken;
import io.github.facebookbusiness.keycloak.graph.PermissionCatalogue;
import io.github.facebookbusiness.keycloak.tokens.ProviderGraph;
import io.github.facebookbusiness.keycloak.tokens.store.StorePlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** What each of the listed people loses at Meta, told from the tokens that are stored of them. */
final class Losses {

    private final KeycloakSession session;
    private final StorePlace place;
    private final Route route;

    Losses(KeycloakSession session, StorePlace place, Route route) {
        this.session = session;
        this.place = place;
        this.route = route;
    }

    /** @param links those of the report's people, in their order */
    MigrationReport of(MigrationReport report, List<Link> links) {
        Grants grants = grants(links);
        PermissionCatalogue catalogue = SharedGraph.of(session).options().permissions();
        List<MigrationReport.Person> people = report.people().stream()
                .map(person -> losing(person, grants.of(person.userId()), catalogue))
                .toList();
        return report.with(people, grants.failure());
    }

    private static MigrationReport.Person losing(
            MigrationReport.Person person, Optional<Set<String>> grants, PermissionCatalogue catalogue) {
        return person.losing(grants, BreakingChange.of(grants, catalogue));
    }

    private Grants grants(List<Link> links) {
        Map<String, AccessToken> tokens = place.read(store -> {
            KeycloakSession own = store.session();
            return new LinkTokens(own, own.getContext().getRealm(), route).of(links);
        });
        List<Grants.Held> held = new ArrayList<>();
        for (Link link : links) {
            Optional.ofNullable(tokens.get(link.userId())).ifPresent(token -> held.add(new Grants.Held(link, token)));
        }
        RealmModel realm = session.getContext().getRealm();
        return Grants.ask(
                SharedGraph.of(session).graph(),
                () -> ProviderGraph.connect(session, realm, route.provider()),
                route.provider().appId(),
                held);
    }
}
