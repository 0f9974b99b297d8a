package io.github.facebookbusiness.sandbox;

/** What somebody hostile would write into a text that ends up on a page. */
final class Markup {
    static final String SCRIPT = "<script>alert(1)</script>";

    private Markup() {}

    static String in(String text) {
        return text + ' ' + SCRIPT;
    }
}
