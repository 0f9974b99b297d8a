package io.github.facebookbusiness.keycloak.testing;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** Names and values as {@code application/x-www-form-urlencoded}. */
final class FormEncoding {

    static final String CONTENT_TYPE = "application/x-www-form-urlencoded";

    private FormEncoding() {}

    static String of(Map<String, String> fields) {
        return of(fields.entrySet());
    }

    /** A name may come several times. */
    static String of(Collection<Map.Entry<String, String>> fields) {
        return fields.stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
