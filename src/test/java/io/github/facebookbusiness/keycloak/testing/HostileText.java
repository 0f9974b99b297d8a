package io.github.facebookbusiness.keycloak.testing;

import java.util.List;
import java.util.Random;

/** Text as somebody writes it who wants to see what breaks: from a seed, so that it can be written again. */
public final class HostileText {

    /** In an answer only where it was escaped, as it would be run or believed otherwise. */
    public static final String MARK = "<zq9 onload=x>\"'";

    /** In a log only within the line of its request. */
    public static final String LINE = "zq9-forged-line";

    private static final List<String> PIECES = List.of(
            MARK,
            "\r\nX-Zq9: 1",
            "%0d%0aX-Zq9:%201",
            "\n" + LINE,
            "%0a" + LINE,
            "%00",
            "\u0000",
            "%",
            "%zz",
            "%C3",
            "%FF%FE",
            "%ED%A0%80",
            "%F0%9F%98%80",
            "\u00e4\u00ff",
            "..%2f..%2f",
            "/../",
            "//",
            ";a=b;",
            "%3b",
            "?",
            "#",
            "&",
            "=",
            "+",
            " ",
            "%20",
            ".",
            "' or '1'='1",
            "${vault.app-secret}",
            "${jndi:ldap://localhost:1/a}",
            "#{7*7}",
            "{{7*7}}",
            "{a}",
            "*",
            "-1",
            "0",
            "99999999999999999999999999999999999",
            "null",
            "[]",
            "{}",
            "\u202e",
            "\\u0000");

    private final Random random;

    public HostileText(Random random) {
        this.random = random;
    }

    public <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    public boolean chance(int outOf) {
        return random.nextInt(outOf) == 0;
    }

    /** A piece or two, or a lot of one. */
    public String any() {
        if (chance(40)) {
            return oneOf(PIECES).repeat(1 + random.nextInt(400));
        }
        return chance(3) ? oneOf(PIECES) + oneOf(PIECES) : oneOf(PIECES);
    }

    /** {@code text} with something in it, cut out of it, or twice in it. */
    public String mutated(String text) {
        int at = random.nextInt(text.length() + 1);
        int to = at + random.nextInt(text.length() - at + 1);
        return switch (random.nextInt(5)) {
            case 0 -> text.substring(0, at) + any() + text.substring(at);
            case 1 -> text.substring(0, at) + text.substring(to);
            case 2 -> text.substring(0, to) + text.substring(at);
            case 3 -> text.substring(0, at) + any() + text.substring(to);
            default ->
                at == text.length()
                        ? text + (char) random.nextInt(256)
                        : text.substring(0, at) + (char) random.nextInt(256) + text.substring(at + 1);
        };
    }

    public byte[] noise(int most) {
        byte[] noise = new byte[random.nextInt(most)];
        random.nextBytes(noise);
        return noise;
    }
}
