package io.github.facebookbusiness.keycloak.login;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.facebookbusiness.keycloak.config.LoginConfiguration;
import io.github.facebookbusiness.keycloak.graph.LoginVariation;
import io.github.facebookbusiness.keycloak.graph.TokenType;
import io.github.facebookbusiness.keycloak.login.ChosenConfiguration.Source;
import java.util.List;
import java.util.Optional;

/** The choice as the authentication session keeps it. */
record ChoiceNote(
        String name,
        Source source,
        String configId,
        TokenType tokenType,
        LoginVariation loginVariation,
        List<String> ignored,
        long startedAt) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static ChoiceNote of(ChosenConfiguration chosen) {
        LoginConfiguration configuration = chosen.configuration();
        return new ChoiceNote(
                chosen.name().orElse(""),
                chosen.source(),
                configuration.configId(),
                configuration.tokenType(),
                configuration.loginVariation(),
                chosen.ignored(),
                chosen.startedAt());
    }

    ChosenConfiguration chosen() {
        return new ChosenConfiguration(
                Optional.of(name).filter(given -> !given.isEmpty()),
                source,
                new LoginConfiguration(configId, tokenType, loginVariation),
                ignored,
                startedAt);
    }

    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static ChoiceNote read(String json) {
        try {
            return JSON.readValue(json, ChoiceNote.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The authentication session's note is not ours", e);
        }
    }
}
