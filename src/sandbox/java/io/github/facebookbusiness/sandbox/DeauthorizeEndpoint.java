package io.github.facebookbusiness.sandbox;

/**
 * {@code DELETE /me/permissions}: takes the app away from whoever the calling token stands for, and all their tokens
 * with it. Meta documents it for people. Others use it to disconnect a client business, by the token of its system user.
 */
final class DeauthorizeEndpoint implements Endpoint {
    private final Authentication authentication;

    DeauthorizeEndpoint(Authentication authentication) {
        this.authentication = authentication;
    }

    @Override
    public Operation operation(GraphRequest request) {
        return Operation.DEAUTHORIZE;
    }

    @Override
    public Answer answer(GraphRequest request) {
        Caller caller = authentication.of(request);
        SandboxApp app = caller.app();
        Grantor grantor = caller.token().orElseThrow(MeEndpoint::nobody).grant().grantor();
        if (app.faults().strikes(Fault.DEAUTHORIZE_REFUSED) || grantor instanceof SandboxProvider) {
            throw GraphError.permissions().refusal();
        }
        if (!app.faults().strikes(Fault.DEAUTHORIZE_WITHOUT_EFFECT)) {
            if (grantor instanceof SandboxBusiness business) {
                app.uninstall(business);
            } else if (grantor instanceof SandboxPerson person) {
                app.uninstall(person);
            }
        }
        return Answer.json(200, Json.object().put("success", true));
    }
}
