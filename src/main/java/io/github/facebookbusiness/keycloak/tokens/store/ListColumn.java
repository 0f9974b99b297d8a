package io.github.facebookbusiness.keycloak.tokens.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.github.facebookbusiness.keycloak.graph.TokenInspection.GranularScope;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A list in one column: names and ids separated by commas, what has parts as JSON. */
final class ListColumn {

    /** An empty text is no value to one of Keycloak's databases. */
    private static final String NOTHING = "-";

    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new Jdk8Module());
    private static final ObjectReader GRANULAR_SCOPES = JSON.readerFor(new TypeReference<List<GranularScope>>() {});

    private ListColumn() {}

    static String text(Collection<String> names) {
        return names.isEmpty() ? NOTHING : String.join(",", names);
    }

    static Set<String> set(String text) {
        return text.equals(NOTHING) ? Set.of() : new LinkedHashSet<>(Arrays.asList(text.split(",")));
    }

    static String json(List<GranularScope> scopes) {
        try {
            return JSON.writeValueAsString(scopes);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Lists of texts are JSON", e);
        }
    }

    static List<GranularScope> granularScopes(String json) {
        try {
            return GRANULAR_SCOPES.readValue(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A row of the token store was edited: granular scopes are not JSON", e);
        }
    }
}
