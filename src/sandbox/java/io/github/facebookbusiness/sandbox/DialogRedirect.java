package io.github.facebookbusiness.sandbox;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The way back from the dialog. Meta appends {@code #_=_}, which the next page then has in its address. */
final class DialogRedirect {
    private DialogRedirect() {}

    static Answer to(String redirectUri, String state, Map<String, String> parameters) {
        Map<String, String> all = new LinkedHashMap<>(parameters);
        all.put("state", state);
        return Answer.redirect(302, redirectUri + (redirectUri.contains("?") ? '&' : '?') + query(all) + "#_=_");
    }

    static String query(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> encoded(parameter.getKey()) + '=' + encoded(parameter.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
