package io.github.facebookbusiness.keycloak.migration;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.keycloak.models.UserModel;

/** What was carried over, or would be; as the API answers it. No token is in it. */
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Migration")
public record MigrationReport(
        @Schema(description = "The alias of the provider whose links are carried")
        String from,

        @Schema(description = "The alias of the provider that gets links")
        String to,

        boolean dryRun,
        Counts counts,

        @Schema(nullable = true, description = "Why Meta could not be asked about all stored tokens, as a stable code")
        String graphError,

        List<Person> people) {

    static MigrationReport ofDryRun(Route route, Tally tally) {
        return new MigrationReport(route.from(), route.to(), true, tally.counts(), null, tally.people());
    }

    static MigrationReport of(Route route, Tally tally) {
        return new MigrationReport(route.from(), route.to(), false, tally.counts(), null, tally.people());
    }

    MigrationReport with(List<Person> otherPeople, Optional<String> failure) {
        return new MigrationReport(from, to, dryRun, counts, failure.orElse(null), otherPeople);
    }

    /** Of all links at the provider, whether or not they are listed. */
    @Schema(name = "MigrationCounts")
    public record Counts(
            int links,

            @Schema(description = "In a dry run: would move")
            int moved,

            @Schema(description = "Were linked before") int already,
            int conflicts,
            int skipped,

            @Schema(description = "Would move, and do when the call is made again: one call moves so many and no more")
            int left) {

        static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

        Counts plus(Outcome outcome) {
            return new Counts(
                    links + 1,
                    moved + (outcome == Outcome.MOVED || outcome == Outcome.WOULD_MOVE ? 1 : 0),
                    already + (outcome == Outcome.ALREADY ? 1 : 0),
                    conflicts + (outcome == Outcome.CONFLICT ? 1 : 0),
                    skipped + (outcome == Outcome.SKIPPED ? 1 : 0),
                    left + (outcome == Outcome.LEFT ? 1 : 0));
        }
    }

    /** What becomes of one link. The old one stays in any case. */
    @Schema(name = "MigrationOutcome")
    public enum Outcome {
        MOVED,
        WOULD_MOVE,
        ALREADY,
        CONFLICT,
        SKIPPED,
        LEFT
    }

    /** What Meta takes from a person when the app is switched. Source: Meta, "Potential breaking changes". */
    public enum Invalidated {
        /** Only e-mail and public profile were granted: "the invalidation of all these previous installed tokens". */
        TOKEN,
        /** Permissions that Facebook Login for Business does not support: "revoked immediately". */
        PERMISSIONS,
        NOTHING,
        UNKNOWN
    }

    @JsonInclude(JsonInclude.Include.ALWAYS)
    @Schema(name = "MigratedPerson")
    public record Person(
            @Schema(description = "Keycloak's id of the account")
            String userId,

            @Schema(nullable = true) String username,

            @Schema(description = "As it stands in the link; app-scoped")
            String facebookUserId,

            Outcome outcome,

            @Schema(nullable = true, description = "Why it is a conflict or skipped, as a stable code")
            String reason,

            @Schema(nullable = true, description = "Permissions by the stored token; null where they are not known")
            List<String> grants,

            @Schema(nullable = true, description = "Of a dry run with from; null otherwise")
            Invalidated invalidated,

            @Schema(nullable = true, description = "The permissions, where it is PERMISSIONS")
            List<String> revokedPermissions) {

        static Person of(Link link, Outcome outcome) {
            return of(link, link.username().orElse(null), outcome, null);
        }

        static Person of(Link link, Obstacle obstacle) {
            return of(link, link.username().orElse(null), obstacle.outcome(), obstacle.code());
        }

        /** With the username, which for a user of a storage only the account tells. */
        static Person of(Link link, UserModel user, Outcome outcome) {
            return of(link, user.getUsername(), outcome, null);
        }

        private static Person of(Link link, String username, Outcome outcome, String reason) {
            return new Person(link.userId(), username, link.facebookUserId(), outcome, reason, null, null, null);
        }

        Person losing(Optional<Set<String>> known, BreakingChange change) {
            return new Person(
                    userId,
                    username,
                    facebookUserId,
                    outcome,
                    reason,
                    known.map(grants -> grants.stream().sorted().toList()).orElse(null),
                    change.invalidated(),
                    change.revoked().isEmpty() ? null : change.revoked());
        }
    }
}
