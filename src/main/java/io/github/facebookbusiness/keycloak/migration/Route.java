package io.github.facebookbusiness.keycloak.migration;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import org.keycloak.models.KeycloakSession;

/** From which provider to which links are carried; one of the two is ours, that of the path. */
public final class Route {

    /** Which way it goes, seen from our provider. */
    enum Direction {
        OVER,
        BACK
    }

    private final FacebookBusinessConfig provider;
    private final OtherProvider other;
    private final Direction direction;

    private Route(FacebookBusinessConfig provider, OtherProvider other, Direction direction) {
        this.provider = provider;
        this.other = other;
        this.direction = direction;
    }

    /** Over, from the provider with that alias. */
    public static Route from(KeycloakSession session, FacebookBusinessConfig provider, String alias)
            throws MigrationRefusedException {
        return of(session, provider, alias, Direction.OVER);
    }

    /** The way back, to the provider with that alias. */
    public static Route to(KeycloakSession session, FacebookBusinessConfig provider, String alias)
            throws MigrationRefusedException {
        return of(session, provider, alias, Direction.BACK);
    }

    private static Route of(KeycloakSession session, FacebookBusinessConfig provider, String alias, Direction direction)
            throws MigrationRefusedException {
        if (!OtherProvider.servesPeople(provider)) {
            throw new MigrationRefusedException(MigrationRefusal.NO_PEOPLE);
        }
        return new Route(provider, OtherProvider.find(session, provider, alias), direction);
    }

    FacebookBusinessConfig provider() {
        return provider;
    }

    OtherProvider other() {
        return other;
    }

    boolean isOver() {
        return direction == Direction.OVER;
    }

    /** The alias of the provider whose links are carried. */
    public String from() {
        return direction == Direction.OVER ? other.alias() : provider.getAlias();
    }

    /** The alias of the provider that gets links. */
    public String to() {
        return direction == Direction.OVER ? provider.getAlias() : other.alias();
    }
}
