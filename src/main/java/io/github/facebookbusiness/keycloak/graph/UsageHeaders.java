package io.github.facebookbusiness.keycloak.graph;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The headers in which Graph tells how much of a limit is used up, on successful answers too. Source: Meta, Rate
 * Limits; percentages, 100 is throttled; {@code estimated_time_to_regain_access} is in minutes.
 */
final class UsageHeaders {

    /** Meta does not say when an app-wide limit ends; it counts over a rolling hour. */
    static final Duration UNTOLD = Duration.ofMinutes(5);

    private static final Duration LONGEST = Duration.ofHours(24);
    private static final int USED_UP = 100;
    private static final List<String> MEASURES = List.of("call_count", "total_time", "total_cputime");
    private static final ObjectMapper JSON = new ObjectMapper();

    private UsageHeaders() {}

    /**
     * Who is to be left alone, and for how long.
     *
     * @param headers the value of a header by its name; empty where it is not there
     */
    static Map<RateSubject, Duration> pauses(UnaryOperator<String> headers) {
        Map<RateSubject, Duration> pauses = new LinkedHashMap<>();
        if (isUsedUp(json(headers, "X-App-Usage"))) {
            pauses.put(RateSubject.APP, UNTOLD);
        }
        json(headers, "X-Business-Use-Case-Usage").fields().forEachRemaining(business -> {
            Duration pause = Duration.ZERO;
            for (JsonNode useCase : business.getValue()) {
                Duration told = pause(useCase);
                pause = told.compareTo(pause) > 0 ? told : pause;
            }
            if (!pause.isZero() && Profile.isId(business.getKey())) {
                pauses.put(RateSubject.business(business.getKey()), pause);
            }
        });
        return pauses;
    }

    /**
     * How much is used up of each limit that Meta tells of, in percent; of client businesses, and of the kinds of
     * calls, the highest.
     */
    static Map<RateSubject.Kind, Double> percentages(UnaryOperator<String> headers) {
        Map<RateSubject.Kind, Double> percentages = new EnumMap<>(RateSubject.Kind.class);
        JsonNode app = json(headers, "X-App-Usage");
        if (!app.isEmpty()) {
            percentages.put(RateSubject.Kind.APP, percentage(app));
        }
        for (JsonNode business : json(headers, "X-Business-Use-Case-Usage")) {
            for (JsonNode useCase : business) {
                percentages.merge(RateSubject.Kind.BUSINESS, percentage(useCase), Math::max);
            }
        }
        return percentages;
    }

    private static Duration pause(JsonNode useCase) {
        long minutes = useCase.path("estimated_time_to_regain_access").asLong(0);
        if (minutes > 0) {
            return Duration.ofMinutes(Math.min(minutes, LONGEST.toMinutes()));
        }
        return isUsedUp(useCase) ? UNTOLD : Duration.ZERO;
    }

    private static boolean isUsedUp(JsonNode usage) {
        return percentage(usage) >= USED_UP;
    }

    private static double percentage(JsonNode usage) {
        double percentage = 0;
        for (String measure : MEASURES) {
            double told = usage.path(measure).asDouble(0);
            // As a text it can be "NaN" or "Infinity", and as a number more than a double holds.
            percentage = Double.isFinite(told) ? Math.max(percentage, told) : percentage;
        }
        return percentage;
    }

    private static JsonNode json(UnaryOperator<String> headers, String name) {
        try {
            JsonNode value = JSON.readTree(headers.apply(name));
            return value != null && value.isObject() ? value : JSON.createObjectNode();
        } catch (JsonProcessingException e) {
            // A hint that cannot be read is no reason to lose the answer that came with it.
            return JSON.createObjectNode();
        }
    }
}
