package io.github.facebookbusiness.sandbox;

/**
 * {@code /oauth/revoke}: ends one access token at once. Caller, credentials and token must be of the same app. Meta
 * documents it for system users, says nothing of a proof, and answers with a text where elsewhere a boolean stands; the
 * proof is demanded here all the same, since it is a call with an access token.
 */
final class RevokeEndpoint implements Endpoint {
    private final Apps apps;
    private final Authentication authentication;

    RevokeEndpoint(Apps apps, Authentication authentication) {
        this.apps = apps;
        this.authentication = authentication;
    }

    @Override
    public Operation operation(GraphRequest request) {
        return Operation.REVOKE;
    }

    @Override
    public Answer answer(GraphRequest request) {
        Parameters parameters = request.parameters();
        SandboxApp app = apps.app(parameters.valueOrEmpty("client_id")).orElseThrow(AccessTokenEndpoint::unknownApp);
        AccessTokenEndpoint.checkSecret(app, parameters);
        if (authentication.of(request).app() != app) {
            throw Authentication.invalid("Error validating access token: It was not issued to application " + app.id())
                    .refusal();
        }
        if (app.faults().strikes(Fault.REVOKE_REFUSED)) {
            throw GraphError.permissions().refusal();
        }
        AccessToken token = app.ledger()
                .token(parameters.valueOrEmpty("revoke_token"))
                .filter(app.ledger()::isLive)
                .orElseThrow(RevokeEndpoint::notRevocable);
        if (!app.faults().strikes(Fault.REVOKE_WITHOUT_EFFECT)) {
            revoke(token, app);
        }
        return Answer.json(200, Json.object().put("success", "true"));
    }

    private static void revoke(AccessToken token, SandboxApp app) {
        app.ledger().end(token, TokenEnd.INVALIDATED);
        if (app.revocationReach() == RevocationReach.WITH_TOKENS_NARROWED_FROM_IT) {
            app.ledger().narrowedFrom(token).forEach(part -> app.ledger().end(part, TokenEnd.INVALIDATED));
        }
    }

    private static GraphRefusal notRevocable() {
        return GraphError.invalidParameter("revoke_token", "must be a valid access token of this app.")
                .refusal();
    }
}
