package io.github.facebookbusiness.sandbox;

import java.util.Map;

/** The dialog of a login flow that was built by hand: everything goes back to the redirect URI. */
record RedirectBack(String redirectUri, String state) implements WayBack {
    @Override
    public Answer granted(SandboxApp app, DialogRequest dialog, Grant grant) {
        AuthorizationCode code = app.ledger().issueCode(grant, redirectUri);
        return DialogRedirect.to(redirectUri, state, Map.of("code", code.value()));
    }

    @Override
    public Answer cancelled(SandboxApp app, DialogRequest dialog, Map<String, String> error) {
        return DialogRedirect.to(redirectUri, state, error);
    }

    @Override
    public Answer failed(SandboxApp app, DialogRequest dialog, Map<String, String> error) {
        return DialogRedirect.to(redirectUri, state, error);
    }
}
