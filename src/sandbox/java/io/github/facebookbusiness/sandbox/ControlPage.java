package io.github.facebookbusiness.sandbox;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The sandbox's front page: each app with its settings, who can do what to it, its faults as
 * switches, and its calls. */
final class ControlPage {
    private ControlPage() {}

    static String of(Collection<SandboxApp> apps) {
        String sections = apps.stream().map(ControlPage::section).collect(Collectors.joining());
        return Html.page(
                "Graph sandbox",
                "<h1>Graph sandbox</h1>\n<p>It plays Meta's login dialog and Graph API for the apps below.</p>\n"
                        + (apps.isEmpty() ? "<p>There is no app yet.</p>" : sections));
    }

    private static String section(SandboxApp app) {
        return """
                <section class="app" id="app-%1$s">
                <h2>%2$s <small>%1$s</small></h2>
                <h3>Configurations</h3>
                <table><thead><tr><th>config_id</th><th>Token</th><th>Variation</th><th>Permissions</th></tr></thead>
                <tbody>%3$s</tbody></table>
                <h3>Valid OAuth redirect URIs</h3>
                <ul>%4$s</ul>
                <h3>Allowed domains for the JavaScript SDK</h3>
                <ul>%9$s</ul>
                <h3>Client businesses and people</h3>
                <div class="wide"><table class="deeds"><tbody>%7$s</tbody></table></div>
                <h3>Callbacks</h3>
                <ul>%8$s</ul>
                <h3>Faults</h3>
                %5$s
                <h3>Calls</h3>
                <form method="post" action="/sandbox/apps/%1$s/calls/clear"><button>Clear the calls</button></form>
                <div class="wide"><table class="calls">
                <thead><tr><th>#</th><th>Operation</th><th>Status</th><th>Took</th><th>Call</th></tr></thead>
                <tbody>%6$s</tbody></table></div>
                </section>
                """.formatted(
                        app.id(),
                        Html.text(app.name()),
                        joined(app.configurations().stream().map(configuration -> configuration(app, configuration))),
                        codes(app.redirectUris()),
                        joined(Arrays.stream(Fault.Stage.values()).map(stage -> faults(app, stage))),
                        joined(newestFirst(app.calls()).map(ControlPage::call)),
                        joined(Stream.concat(
                                app.businesses().stream().map(business -> business(app, business)),
                                app.people().stream().map(person -> person(app, person)))),
                        joined(app.callbacks().sent().stream().map(ControlPage::sent)),
                        codes(app.sdkDomains()));
    }

    private static String codes(Collection<String> texts) {
        return joined(texts.stream().sorted().map(text -> "<li><code>" + Html.text(text) + "</code></li>"));
    }

    /** Hosted Embedded Signup has no way in but its address. */
    private static String variation(SandboxApp app, SandboxConfiguration configuration) {
        String hosted = "/messaging/whatsapp/onboard/?app_id=%s&config_id=%s&extras=%%7B%%22setup%%22:%%7B%%7D%%7D"
                .formatted(app.id(), configuration.id());
        return configuration.isSignup()
                ? configuration.variation() + " (<a href=\"" + Html.text(hosted) + "\">hosted</a>)"
                : configuration.variation().toString();
    }

    private static String configuration(SandboxApp app, SandboxConfiguration configuration) {
        return "<tr><td><code>%s</code></td><td>%s, %s</td><td>%s</td><td>%s</td></tr>\n"
                .formatted(
                        configuration.id(),
                        configuration.tokenType(),
                        configuration.isForSystemUsers() ? configuration.expiry() : "short-lived",
                        variation(app, configuration),
                        Html.text(String.join(", ", configuration.permissions())));
    }

    private static String business(SandboxApp app, SandboxBusiness business) {
        String deeds = joined(Arrays.stream(ControlDeeds.OfBusiness.values())
                .map(deed -> deed(app, "businesses/" + business.id() + '/' + deed.name(), deed.label())));
        return "<tr><td>%s<br><small>%s, living tokens: %d</small></td><td><div class=\"actions\">%s</div></td></tr>\n"
                .formatted(
                        Html.text(business.name()),
                        business.id(),
                        app.livingTokens(business).size(),
                        deeds);
    }

    private static String person(SandboxApp app, SandboxPerson person) {
        String deeds = joined(Arrays.stream(ControlDeeds.OfPerson.values())
                .map(deed -> deed(app, "people/" + person.id() + '/' + deed.name(), deed.label())));
        return "<tr><td>%s<br><small>%s</small></td><td><div class=\"actions\">%s</div></td></tr>\n"
                .formatted(Html.text(person.name()), person.id(), deeds);
    }

    private static String deed(SandboxApp app, String path, String label) {
        return "<form method=\"post\" action=\"/sandbox/apps/%s/%s\"><button>%s</button></form>\n"
                .formatted(app.id(), path, label);
    }

    private static String sent(SentCallback callback) {
        return "<li>%s to <code>%s</code>: %s %s</li>\n"
                .formatted(
                        Html.text(callback.occasion()),
                        Html.text(callback.callback().toString()),
                        callback.status() == 0 ? "no answer" : callback.status(),
                        Html.text(callback.answer()));
    }

    private static String faults(SandboxApp app, Fault.Stage stage) {
        List<Fault> faults = Arrays.stream(Fault.values())
                .filter(fault -> fault.stage() == stage)
                .toList();
        long on = faults.stream().filter(app.faults()::isOn).count();
        return """
                <details%s><summary>%s: %d on</summary><table><tbody>
                %s
                </tbody></table></details>
                """.formatted(
                on > 0 ? " open" : "", stage.label(), on, joined(faults.stream().map(fault -> fault(app, fault))));
    }

    private static String fault(SandboxApp app, Fault fault) {
        boolean isOn = app.faults().isOn(fault);
        return """
                <tr%1$s><td><form method="post" action="/sandbox/apps/%2$s/faults/%3$s">
                <input type="hidden" name="on" value="%4$s">
                <button role="switch" aria-checked="%5$s" aria-label="%3$s">%6$s</button></form></td>
                <td><code>%3$s</code><br>%7$s</td></tr>
                """.formatted(
                        isOn ? " class=\"on\"" : "",
                        app.id(),
                        fault.name(),
                        !isOn,
                        isOn,
                        isOn ? "On" : "Off",
                        Html.text(fault.sentence()));
    }

    private static String call(GraphCall call) {
        return "<tr><td>%d</td><td>%s%s</td><td>%s</td><td>%d ms</td><td><code>%s %s</code></td></tr>\n"
                .formatted(
                        call.sequence(),
                        call.nesting() == Nesting.IN_BATCH ? "↳ " : "",
                        call.operation(),
                        call.status() == 0 ? "none" : call.status(),
                        call.finished().toEpochMilli() - call.started().toEpochMilli(),
                        Html.text(call.method()),
                        Html.text(ShortUri.of(call.rawUri())));
    }

    private static Stream<GraphCall> newestFirst(List<GraphCall> calls) {
        return calls.stream()
                .sorted(Comparator.comparingLong(GraphCall::sequence).reversed());
    }

    private static String joined(Stream<String> parts) {
        return parts.collect(Collectors.joining());
    }
}
