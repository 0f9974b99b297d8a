package io.github.facebookbusiness.keycloak.admin;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.migration.Migration;
import io.github.facebookbusiness.keycloak.migration.MigrationRefusedException;
import io.github.facebookbusiness.keycloak.migration.Route;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.KeycloakSession;

/** A call to carry links over or back. A parameter that nobody knows is refused: {@code dryrun} would do it. */
record MigrationCall(Optional<String> from, Optional<String> to, boolean isDryRun, Migration.Listed listed) {

    private static final String FROM = "from";
    private static final String TO = "to";
    private static final String DRY_RUN = "dryRun";
    private static final String FIRST = "first";
    private static final String MAX = "max";

    static MigrationCall read(MultivaluedMap<String, String> query) {
        RequestParameters parameters =
                RequestParameters.read(query, "", null, Set.of(FROM, TO, DRY_RUN, FIRST, MAX), Set.of());
        if (parameters.has(FROM) == parameters.has(TO)) {
            throw Problem.parameter(FROM, "or to must name the other provider, and not both.");
        }
        PageOf page = PageOf.read(
                parameters.text(FIRST).orElse(null), parameters.text(MAX).orElse(null));
        return new MigrationCall(
                parameters.text(FROM),
                parameters.text(TO),
                parameters.flag(DRY_RUN),
                new Migration.Listed(page.first(), page.max()));
    }

    Route route(KeycloakSession session, FacebookBusinessConfig provider) throws MigrationRefusedException {
        return from.isPresent()
                ? Route.from(session, provider, from.get())
                : Route.to(session, provider, to.orElseThrow());
    }
}
