package io.github.facebookbusiness.keycloak.migration;

import io.github.facebookbusiness.keycloak.config.OrganizationsSwitch;
import io.github.facebookbusiness.keycloak.migration.MigrationReport.Outcome;
import io.github.facebookbusiness.keycloak.migration.MigrationReport.Person;
import io.github.facebookbusiness.keycloak.tokens.store.StorePlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.organization.utils.Organizations;

/**
 * Gives each person who is linked at one provider a link to the same id at the other one; the old link stays. A page of
 * links at a time, each in a transaction of its own, in which it is also looked up what is in the way: a call that is
 * broken off has done whole pages, and the next one goes on from there. Why links are copied, and why one call does not
 * move more: ADR 0016.
 */
public final class Migration {

    private static final int PAGE = 200;

    /** Less work than gateways have patience for, on slow databases too; who has more people makes the call again. */
    private static final int MOVED_AT_ONCE = 2_000;

    private final KeycloakSession session;
    private final StorePlace place;
    private final Route route;
    private final Listed listed;

    public Migration(KeycloakSession session, Route route, Listed listed) {
        this.session = session;
        this.place = StorePlace.of(session, route.provider());
        this.route = route;
        this.listed = listed;
    }

    /** Which of the links are listed with what became of them; all are counted. */
    public record Listed(int first, int max) {

        boolean has(int index) {
            return index >= first && index - first < max;
        }
    }

    /** Is told of each new link, in the transaction that made it. */
    public interface Observer {
        void linked(KeycloakSession own, UserModel user, FederatedIdentityModel link);
    }

    /** What becomes of a link that no other link is in the way of. */
    private interface Deed {
        Person of(KeycloakSession own, Link link);
    }

    /** What was decided about a page of links. */
    private record Decided(List<Link> links, List<Person> people, Optional<Links.Position> next) {}

    /** Changes nothing. On the way over, Meta is asked what those who are listed have granted. */
    public MigrationReport dryRun() {
        Tally tally = new Tally(listed);
        Optional<Links.Position> position = Optional.of(Links.Position.START);
        while (position.isPresent()) {
            Links.Position here = position.get();
            position = add(tally, place.read(store -> decide(store.session(), here, this::look)));
        }
        MigrationReport report = MigrationReport.ofDryRun(route, tally);
        return route.isOver() ? new Losses(session, place, route).of(report, tally.links()) : report;
    }

    /** Does it; the call is to be made again until nothing is left. Meta is not asked. */
    public MigrationReport perform(Observer observer) {
        Tally tally = new Tally(listed);
        Optional<Links.Position> position = Optional.of(Links.Position.START);
        while (position.isPresent()) {
            Links.Position here = position.get();
            Deed deed = tally.counts().moved() < MOVED_AT_ONCE
                    ? (own, link) -> move(own, link, observer)
                    : (own, link) -> Person.of(link, Outcome.LEFT);
            position = add(tally, place.write(store -> decide(store.session(), here, deed)));
        }
        return MigrationReport.of(route, tally);
    }

    private static Optional<Links.Position> add(Tally tally, Decided page) {
        for (int index = 0; index < page.links().size(); index++) {
            tally.add(page.links().get(index), page.people().get(index));
        }
        return page.next();
    }

    private Decided decide(KeycloakSession own, Links.Position position, Deed deed) {
        RealmModel realm = own.getContext().getRealm();
        Links.Page page = new Links(own, realm).page(route.from(), position, PAGE);
        Obstacles obstacles = Obstacles.of(own, realm, route, page.links());
        List<Person> people = new ArrayList<>();
        for (Link link : page.links()) {
            people.add(
                    obstacles.isCarried(link)
                            ? Person.of(link, Outcome.ALREADY)
                            : obstacles
                                    .of(link)
                                    .map(obstacle -> Person.of(link, obstacle))
                                    .orElseGet(() -> deed.of(own, link)));
        }
        return new Decided(page.links(), people, page.next());
    }

    /** Reads an account only where it may say something else than its link: a dry run is not to wait for LDAP. */
    private Person look(KeycloakSession own, Link link) {
        boolean tellsMore = link.username().isEmpty() || OrganizationsSwitch.isOn(own);
        return tellsMore
                ? ofAccount(own, link, user -> Person.of(link, user, Outcome.WOULD_MOVE))
                : Person.of(link, Outcome.WOULD_MOVE);
    }

    private Person move(KeycloakSession own, Link link, Observer observer) {
        return ofAccount(own, link, user -> {
            FederatedIdentityModel added =
                    new FederatedIdentityModel(route.to(), link.facebookUserId(), link.facebookUsername());
            own.users().addFederatedIdentity(own.getContext().getRealm(), user, added);
            observer.linked(own, user, added);
            return Person.of(link, user, Outcome.MOVED);
        });
    }

    private interface WithAccount {
        Person of(UserModel user);
    }

    private static Person ofAccount(KeycloakSession own, Link link, WithAccount work) {
        UserModel user = own.users().getUserById(own.getContext().getRealm(), link.userId());
        if (user == null) {
            return Person.of(link, Obstacle.NO_SUCH_USER);
        }
        return Organizations.resolveHomeBroker(own, user).isEmpty()
                ? work.of(user)
                : Person.of(link, Obstacle.MANAGED_MEMBER);
    }
}
