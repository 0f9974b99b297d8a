package io.github.facebookbusiness.keycloak.migration;

import io.github.facebookbusiness.keycloak.migration.Migration.Listed;
import io.github.facebookbusiness.keycloak.migration.MigrationReport.Counts;
import io.github.facebookbusiness.keycloak.migration.MigrationReport.Person;
import java.util.ArrayList;
import java.util.List;

/** Counts what became of all links, and keeps those that are listed: however many people there are, it stays small. */
final class Tally {

    private final Listed listed;
    private final List<Link> links = new ArrayList<>();
    private final List<Person> people = new ArrayList<>();
    private Counts counts = Counts.NONE;

    Tally(Listed listed) {
        this.listed = listed;
    }

    void add(Link link, Person person) {
        if (listed.has(counts.links())) {
            links.add(link);
            people.add(person);
        }
        counts = counts.plus(person.outcome());
    }

    Counts counts() {
        return counts;
    }

    /** Those that are listed, in the order of {@link #people()}. */
    List<Link> links() {
        return links;
    }

    List<Person> people() {
        return people;
    }
}
