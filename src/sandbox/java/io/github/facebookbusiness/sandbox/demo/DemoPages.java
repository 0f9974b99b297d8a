package io.github.facebookbusiness.sandbox.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.sandbox.Html;
import io.github.facebookbusiness.sandbox.demo.Offer.Address;
import io.github.facebookbusiness.sandbox.demo.Offer.Button;
import io.github.facebookbusiness.sandbox.demo.Offer.SignIn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The pages of the demo's application. */
final class DemoPages {

    private static final String BANNER = "Demo application of a Tech Provider";
    private static final String BACK = "<p><a href=\"/demo\">Back to all links</a></p>\n";

    private DemoPages() {}

    static String links(List<Section> sections) {
        StringBuilder body = new StringBuilder("""
                <h1>Try it</h1>
                <p>Each link to a login signs out first, so it works whoever was signed in before. The dialog of Meta is
                played by the <a href="/">sandbox</a>, which has faults to switch on as well. Who comes in by several
                providers has an account for each; usernames of the later ones end with -2 and so on. The console wants
                <code>admin</code>, password <code>admin</code>.</p>
                """);
        int number = 1;
        for (Section section : sections) {
            body.append(section(number++, section));
        }
        return Html.page("Demo: all links", BANNER, body.toString());
    }

    private static String section(int number, Section section) {
        return """
                <section class="app">
                <h2>%d. %s</h2>
                <p>%s</p>
                <dl class="offers">
                %s</dl>
                </section>
                """.formatted(
                        number,
                        Html.text(section.title()),
                        Html.text(section.introduction()),
                        section.offers().stream().map(DemoPages::offer).collect(Collectors.joining()));
    }

    private static String offer(Offer offer) {
        return "<dt>%s</dt>\n<dd>%s</dd>\n".formatted(control(offer), Html.text(offer.expectation()));
    }

    private static String control(Offer offer) {
        if (offer instanceof SignIn signIn) {
            return anchor("/demo/try/" + signIn.key(), signIn.label());
        }
        if (offer instanceof Address address) {
            return anchor(address.href(), address.label());
        }
        return "<form method=\"post\" action=\"/demo/call/%s\"><button>%s</button></form>"
                .formatted(((Button) offer).call().key(), Html.text(offer.label()));
    }

    private static String anchor(String address, String label) {
        return "<a href=\"%s\">%s</a>".formatted(Html.text(address), Html.text(label));
    }

    /** What the application knows after somebody came back to it. */
    static String learned(String title, Map<String, String> facts, String more) {
        String rows = facts.entrySet().stream()
                .map(fact -> "<tr><th>%s</th><td>%s</td></tr>\n"
                        .formatted(Html.text(fact.getKey()), Html.text(fact.getValue())))
                .collect(Collectors.joining());
        return page("What the application learned", """
                <p>%s</p>
                <table id="learned"><tbody>
                %s</tbody></table>
                %s""".formatted(Html.text(title), rows, more));
    }

    static String tokens(String alias, JsonNode tokens) {
        return page("Stored tokens", tokenTable(alias, tokens));
    }

    static String tokenTable(String alias, JsonNode tokens) {
        List<String> rows = new ArrayList<>();
        tokens.forEach(token -> rows.add("<tr><td>%s<br><small>%s</small></td><td>%s</td><td>%s</td><td>%s</td></tr>\n"
                .formatted(
                        text(token.path("clientBusinessName")),
                        text(token.path("clientBusinessId")),
                        text(token.path("configId")),
                        joined(token.path("scopes")),
                        text(token.path("status")) + signup(token.path("signup")))));
        return """
                <h2>Stored tokens of the provider %s</h2>
                <p>As the token API tells an administrator; the tokens themselves it gives to services only.</p>
                <div class="wide"><table id="tokens">
                <thead><tr><th>Client business</th><th>Configuration</th><th>Permissions</th><th>Status</th></tr></thead>
                <tbody>
                %s</tbody></table></div>
                %s""".formatted(
                        Html.text(alias), String.join("", rows), rows.isEmpty() ? "<p>There is none yet.</p>\n" : "");
    }

    private static String signup(JsonNode signup) {
        if (signup.isNull() || signup.isMissingNode()) {
            return "";
        }
        return "<br><small>signup: %s, WhatsApp account %s, telephone number %s</small>"
                .formatted(
                        text(signup.path("event")),
                        text(signup.path("wabaId")),
                        signup.path("phoneNumberId").isNull() ? "not told" : text(signup.path("phoneNumberId")));
    }

    static String answer(String label, String path, JsonNode answer) {
        return page(label, """
                <p>Keycloak's answer to <code>POST /admin/realms/demo%s</code></p>
                <pre id="answer">%s</pre>
                """.formatted(Html.text(path), Html.text(answer.toPrettyString())));
    }

    static String failure(String words) {
        return page("This did not work", "<p id=\"error\" class=\"error\">" + Html.text(words) + "</p>\n");
    }

    private static String page(String title, String body) {
        return Html.page(
                title,
                BANNER,
                BACK + "<section class=\"app\">\n<h1>" + Html.text(title) + "</h1>\n" + body + "</section>\n" + BACK);
    }

    private static String text(JsonNode value) {
        return Html.text(value.asText());
    }

    private static String joined(JsonNode values) {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add(text(value)));
        return String.join(", ", texts);
    }
}
