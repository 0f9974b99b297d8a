package io.github.facebookbusiness.sandbox;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Meta's dialog host. Parameters of PKCE are taken and dropped, as Meta does. */
final class DialogHost {
    private final Apps apps;
    private final CallLog strays;

    DialogHost(Apps apps, CallLog strays) {
        this.apps = apps;
        this.strays = strays;
    }

    Answer open(GraphRequest request) {
        Parameters parameters = request.parameters();
        return opened(
                parameters.value("client_id").orElseGet(() -> parameters.valueOrEmpty("app_id")),
                request,
                app -> openFor(app, request));
    }

    /** Hosted Embedded Signup, at an address of Meta's own. */
    Answer openHosted(GraphRequest request) {
        return opened(
                request.parameters().valueOrEmpty("app_id"),
                request,
                app -> shown(app, request, DialogRules.hostedObjection(app, request), new HostedPage()));
    }

    private Answer opened(String appId, GraphRequest request, Function<SandboxApp, Answer> page) {
        Optional<SandboxApp> app = apps.app(appId);
        Answer answer = app.map(page)
                .orElseGet(() -> refused("Invalid App ID: The provided app ID does not look like a valid app ID."));
        app.map(SandboxApp::log).orElse(strays).add(GraphCall.finishedNow(request, Operation.DIALOG, answer));
        return answer;
    }

    /** The form of the dialog's page comes here. */
    Answer decide(GraphRequest request) {
        Parameters form = request.parameters();
        return apps.app(form.valueOrEmpty("app"))
                .flatMap(app -> app.ledger()
                        .dialog(form.valueOrEmpty("request"))
                        .map(dialog -> new DialogDecision(app, dialog).answer(form)))
                .orElseGet(() -> refused("This dialog is not open."));
    }

    private static Answer openFor(SandboxApp app, GraphRequest request) {
        Parameters parameters = request.parameters();
        String redirectUri = parameters.valueOrEmpty("redirect_uri");
        if (!XdArbiter.isAt(redirectUri, request)) {
            return shown(
                    app,
                    request,
                    DialogRules.objection(app, request),
                    new RedirectBack(redirectUri, parameters.valueOrEmpty("state")));
        }
        Optional<PopupBack.Wanted> wanted = PopupBack.Wanted.by(parameters.valueOrEmpty("response_type"));
        return wanted.map(known -> shown(
                        app,
                        request,
                        DialogRules.sdkObjection(app, request),
                        new PopupBack(parameters.valueOrEmpty("origin"), callback(redirectUri), known)))
                .orElseGet(() -> refused("The sandbox plays response types code and token for the JavaScript SDK. "
                        + "(The sandbox's own words.)"));
    }

    /** The SDK's name for a login stands in the fragment of its redirect URI. */
    private static String callback(String redirectUri) {
        String fragment =
                Optional.ofNullable(URI.create(redirectUri).getRawFragment()).orElse("");
        return Parameters.ofForm(fragment).valueOrEmpty("cb");
    }

    private static Answer shown(SandboxApp app, GraphRequest request, Optional<String> objection, WayBack wayBack) {
        if (objection.isPresent()) {
            return refused(objection.get());
        }
        SandboxConfiguration configuration = app.configuration(
                        request.parameters().valueOrEmpty("config_id"))
                .orElseThrow();
        DialogRequest dialog = app.ledger().openDialog(configuration, wayBack);
        Map<String, String> error = DialogError.befalling(app.faults());
        return error.isEmpty() ? Answer.html(200, DialogPage.of(app, dialog)) : wayBack.failed(app, dialog, error);
    }

    private static Answer refused(String words) {
        return Answer.html(400, DialogPage.refusal(words));
    }
}
