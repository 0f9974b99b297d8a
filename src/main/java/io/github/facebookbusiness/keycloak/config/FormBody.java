package io.github.facebookbusiness.keycloak.config;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A form that anybody may send, read as it came: bounded, and with nothing in it that could fail. The server's own
 * reading fails at a stray percent sign, and writes the value that has it into the log.
 */
public final class FormBody {

    /** In characters. Meta sends less than a thousandth of it. */
    public static final int LIMIT = 1024 * 1024;

    private final Map<String, List<String>> values;

    private FormBody(Map<String, List<String>> values) {
        this.values = values;
    }

    /**
     * @param form may be null: no body
     * @throws WebApplicationException 413 where there is more than {@link #LIMIT} of it
     */
    public static FormBody read(String form) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        String text = form == null ? "" : form;
        if (text.length() > LIMIT) {
            throw new WebApplicationException(Response.Status.REQUEST_ENTITY_TOO_LARGE);
        }
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.computeIfAbsent(pair.substring(0, equals), name -> new ArrayList<>())
                        .add(decode(pair.substring(equals + 1)));
            }
        }
        return new FormBody(values);
    }

    /** The value of a field that is there once; who sends it twice means neither. */
    public Optional<String> only(String name) {
        List<String> found = values.getOrDefault(name, List.of());
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    private static String decode(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // A percent sign that begins no character: no browser sends it.
            return "";
        }
    }
}
