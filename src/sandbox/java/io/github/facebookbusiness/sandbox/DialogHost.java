package io.github.facebookbusiness.sandbox;

import java.util.Map;
import java.util.Optional;

/** Meta's dialog host. Parameters of PKCE are taken and dropped, as Meta does. */
final class DialogHost {
    private final Apps apps;
    private final CallLog strays;

    DialogHost(Apps apps, CallLog strays) {
        this.apps = apps;
        this.strays = strays;
    }

    Answer open(GraphRequest request) {
        Optional<SandboxApp> app = apps.app(request.parameters().valueOrEmpty("client_id"));
        Answer answer = app.map(known -> open(known, request))
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

    private static Answer open(SandboxApp app, GraphRequest request) {
        Optional<String> objection = DialogRules.objection(app, request);
        if (objection.isPresent()) {
            return refused(objection.get());
        }
        Parameters parameters = request.parameters();
        String redirectUri = parameters.valueOrEmpty("redirect_uri");
        String state = parameters.valueOrEmpty("state");
        Map<String, String> error = DialogError.befalling(app.faults());
        if (!error.isEmpty()) {
            return DialogRedirect.to(redirectUri, state, error);
        }
        SandboxConfiguration configuration =
                app.configuration(parameters.valueOrEmpty("config_id")).orElseThrow();
        return Answer.html(200, DialogPage.of(app, app.ledger().openDialog(configuration, redirectUri, state)));
    }

    private static Answer refused(String words) {
        return Answer.html(400, DialogPage.refusal(words));
    }
}
