package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.LoginConfiguration;
import io.github.facebookbusiness.keycloak.graph.TokenType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.keycloak.events.EventBuilder;

/**
 * The configuration that one login goes by.
 *
 * @param name what the admin called it; empty for the provider's own
 * @param source who chose it
 * @param ignored what lower sources asked for instead, as {@code source=name}
 * @param startedAt when the login was sent to Meta, epoch seconds
 */
record ChosenConfiguration(
        Optional<String> name, Source source, LoginConfiguration configuration, List<String> ignored, long startedAt) {

    /** Who may choose, the strongest first. */
    enum Source {
        CLIENT,
        ORGANIZATION,
        PARAMETER,
        PROVIDER;

        /** As events show it. */
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    TokenType tokenType() {
        return configuration.tokenType();
    }

    String configId() {
        return configuration.configId();
    }

    boolean isForSystemUsers() {
        return tokenType() == TokenType.SYSTEM_USER;
    }

    /** What events tell of it. */
    void describe(EventBuilder event) {
        event.detail("config_id", configId()).detail("token_type", tokenType().configValue());
        name.ifPresent(given -> event.detail("configuration", given).detail("configuration_source", source.label()));
        if (!ignored.isEmpty()) {
            event.detail("configuration_ignored", String.join(" ", ignored));
        }
    }

    /** What the admin expects to be granted: the key {@code permissions} speaks of the provider's own configuration. */
    Set<String> listedPermissions(FacebookBusinessConfig provider) {
        return name.isEmpty() ? provider.permissions() : Set.of();
    }
}
