package io.github.facebookbusiness.sandbox;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a person decided in the dialog, and the way back that follows from it. */
final class DialogDecision {
    private final SandboxApp app;
    private final DialogRequest dialog;

    DialogDecision(SandboxApp app, DialogRequest dialog) {
        this.app = app;
        this.dialog = dialog;
    }

    /** In Embedded Signup the WhatsApp accounts cannot be deselected. */
    static boolean isFixed(SandboxAsset asset, SandboxConfiguration configuration) {
        return configuration.isSignup() && asset.kind() == AssetKind.WHATSAPP_BUSINESS_ACCOUNT;
    }

    Answer answer(Parameters form) {
        if (!form.valueOrEmpty("action").equals("continue")) {
            return dialog.wayBack().cancelled(app, dialog, DialogError.cancelled(app.faults()));
        }
        return grant(form)
                .map(grant -> Granting.told(app, grant, () -> dialog.wayBack().granted(app, dialog, grant)))
                .orElseGet(() -> Answer.html(400, DialogPage.refusal("Nobody was chosen.")));
    }

    private Optional<Grant> grant(Parameters form) {
        SandboxConfiguration configuration = dialog.configuration();
        if (!configuration.isForSystemUsers()) {
            return app.people().stream()
                    .filter(person -> person.id().equals(form.valueOrEmpty("person")))
                    .findFirst()
                    .map(person -> Grant.of(configuration, person, List.of()));
        }
        Set<String> chosen = Set.copyOf(form.all("asset"));
        return app.businesses().stream()
                .filter(business -> business.id().equals(form.valueOrEmpty("business")))
                .findFirst()
                .map(business -> Grant.of(
                        configuration,
                        business,
                        business.assets().stream()
                                .filter(asset -> chosen.contains(asset.id()) || isFixed(asset, configuration))
                                .toList()));
    }
}
