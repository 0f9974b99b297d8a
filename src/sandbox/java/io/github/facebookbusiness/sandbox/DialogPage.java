package io.github.facebookbusiness.sandbox;

import java.util.List;
import java.util.stream.Collectors;

/** What a person sees of the login dialog. */
final class DialogPage {
    private static final String CHECKED = " checked";

    private DialogPage() {}

    static String refusal(String words) {
        return Html.page("Error", """
                <section class="dialog">
                <h1>This content isn't available right now</h1>
                <p id="error" class="error">%s</p>
                </section>
                """.formatted(Html.text(words)));
    }

    /** What failed in a popup, until somebody closes it. */
    static String failure(SandboxApp app, DialogRequest request, String words) {
        return Html.page("Error", """
                <section class="dialog">
                <h1>This content isn't available right now</h1>
                <p id="error" class="error">%s</p>
                <form method="post" action="/sandbox/dialog">
                <input type="hidden" name="app" value="%s">
                <input type="hidden" name="request" value="%s">
                <p class="actions"><button type="submit" id="close" name="action" value="cancel">OK</button></p>
                </form>
                </section>
                """.formatted(Html.text(words), Html.text(app.id()), Html.text(request.id())));
    }

    /** Where hosted Embedded Signup ends. */
    static String hostedEnd(String title, String words) {
        return Html.page(title, """
                <section class="dialog">
                <h1 id="done">%s</h1>
                <p>%s</p>
                </section>
                """.formatted(Html.text(title), Html.text(words)));
    }

    static String of(SandboxApp app, DialogRequest request) {
        SandboxConfiguration configuration = request.configuration();
        return Html.page("Log in with Facebook for Business", """
                <section class="dialog">
                <h1>Connect to %s</h1>
                <form method="post" action="/sandbox/dialog">
                <input type="hidden" name="app" value="%s">
                <input type="hidden" name="request" value="%s">
                %s
                <h2>%s will be able to</h2>
                <ul class="permissions">
                %s
                </ul>
                <p class="note">All of these or none.</p>
                <p class="actions">
                <button type="submit" id="continue" name="action" value="continue" class="main">Continue</button>
                <button type="submit" id="cancel" name="action" value="cancel">Cancel</button>
                </p>
                </form>
                </section>
                """.formatted(
                Html.text(app.name()),
                Html.text(app.id()),
                Html.text(request.id()),
                configuration.isForSystemUsers() ? businesses(app.businesses(), configuration) : people(app.people()),
                Html.text(app.name()),
                configuration.permissions().stream()
                        .map(permission -> "<li><code>" + Html.text(permission) + "</code></li>")
                        .collect(Collectors.joining("\n"))));
    }

    private static String people(List<SandboxPerson> people) {
        StringBuilder choices = new StringBuilder("<h2>Who are you?</h2>\n");
        String checked = CHECKED;
        for (SandboxPerson person : people) {
            choices.append("""
                    <p><label><input type="radio" name="person" id="person-%1$s" value="%1$s"%2$s> %3$s
                    <small>%4$s</small></label></p>
                    """.formatted(
                            person.id(),
                            checked,
                            Html.text(person.name()),
                            Html.text(person.email().orElse("no e-mail address"))));
            checked = "";
        }
        return choices.toString();
    }

    private static String businesses(List<SandboxBusiness> businesses, SandboxConfiguration configuration) {
        StringBuilder choices = new StringBuilder("<h2>Choose a business, and what it shares</h2>\n");
        String checked = CHECKED;
        for (SandboxBusiness business : businesses) {
            choices.append("""
                    <fieldset>
                    <p><label><input type="radio" name="business" id="business-%1$s" value="%1$s"%2$s>
                    <strong>%3$s</strong> <small>%1$s</small></label></p>
                    %4$s
                    </fieldset>
                    """.formatted(
                            business.id(),
                            checked,
                            Html.text(business.name()),
                            business.assets().stream()
                                    .map(asset -> asset(asset, configuration))
                                    .collect(Collectors.joining())));
            checked = "";
        }
        return choices.toString();
    }

    private static String asset(SandboxAsset asset, SandboxConfiguration configuration) {
        return """
                <p class="asset"><label><input type="checkbox" name="asset" id="asset-%1$s" value="%1$s" checked%2$s>
                %3$s <small>%4$s</small></label></p>
                """.formatted(
                        asset.id(),
                        DialogDecision.isFixed(asset, configuration) ? " disabled" : "",
                        Html.text(asset.name()),
                        asset.kind().label());
    }
}
