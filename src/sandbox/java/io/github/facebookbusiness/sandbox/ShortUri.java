package io.github.facebookbusiness.sandbox;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An address with its secrets cut short, for people to read. */
final class ShortUri {
    private static final Pattern SECRET = Pattern.compile(
            "\\b(access_token|input_token|client_secret|code|appsecret_proof|fb_exchange_token|revoke_token)=([^&]*)");
    private static final int SHOWN = 6;

    private ShortUri() {}

    static String of(String rawUri) {
        return SECRET.matcher(rawUri).replaceAll(found -> Matcher.quoteReplacement(cut(found)));
    }

    private static String cut(MatchResult parameter) {
        String value = parameter.group(2);
        return parameter.group(1) + '=' + (value.length() <= SHOWN ? value : value.substring(0, SHOWN) + '…');
    }
}
