package io.github.facebookbusiness.sandbox;

import java.util.Map;

/**
 * Hosted Embedded Signup: Meta's own page, which leads nowhere. No code comes back; the token is there once the
 * business is done, and only the webhook tells of it.
 */
record HostedPage() implements WayBack {
    @Override
    public Answer granted(SandboxApp app, DialogRequest dialog, Grant grant) {
        app.ledger().issueToken(grant);
        return Answer.html(200, DialogPage.hostedEnd("You are done", app.name() + " has been told by Meta."));
    }

    @Override
    public Answer cancelled(SandboxApp app, DialogRequest dialog, Map<String, String> error) {
        return Answer.html(200, DialogPage.hostedEnd("Nothing was shared", "You can close this page."));
    }

    @Override
    public Answer failed(SandboxApp app, DialogRequest dialog, Map<String, String> error) {
        return Answer.html(200, DialogPage.refusal(DialogError.words(error)));
    }
}
