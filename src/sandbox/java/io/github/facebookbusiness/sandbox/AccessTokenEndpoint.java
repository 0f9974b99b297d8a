package io.github.facebookbusiness.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/** {@code /oauth/access_token}: where all grants come to. */
final class AccessTokenEndpoint implements Endpoint {
    private final Apps apps;
    private final CodeExchange codeExchange = new CodeExchange();
    private final LongLivedExchange longLivedExchange = new LongLivedExchange();

    AccessTokenEndpoint(Apps apps) {
        this.apps = apps;
    }

    @Override
    public Operation operation(GraphRequest request) {
        return switch (request.parameters().valueOrEmpty("grant_type")) {
            case "fb_exchange_token" -> Operation.EXCHANGE_LONG_LIVED;
            case "client_credentials" -> Operation.APP_TOKEN;
            default -> Operation.EXCHANGE_CODE;
        };
    }

    @Override
    public Answer answer(GraphRequest request) {
        Parameters parameters = request.parameters();
        SandboxApp app = apps.app(parameters.valueOrEmpty("client_id")).orElseThrow(AccessTokenEndpoint::unknownApp);
        Authentication.checkApp(app);
        return switch (operation(request)) {
            case EXCHANGE_LONG_LIVED -> longLivedExchange.exchange(app, parameters);
            case APP_TOKEN -> appToken(app, parameters);
            default -> codeExchange.exchange(app, parameters);
        };
    }

    private static Answer appToken(SandboxApp app, Parameters parameters) {
        checkSecret(app, parameters);
        return Answer.json(
                200, Json.object().put("access_token", app.appToken()).put("token_type", "bearer"));
    }

    static GraphRefusal unknownApp() {
        return GraphError.oauth(101, "Error validating application. Invalid application ID.")
                .refusal();
    }

    /** Code 1 elsewhere means "unknown, try again"; here it does not (reported by many, documented nowhere). */
    static GraphRefusal wrongSecret() {
        return GraphError.oauth(1, "Error validating client secret.").refusal();
    }

    static void checkSecret(SandboxApp app, Parameters parameters) {
        if (!app.secret().equals(parameters.valueOrEmpty("client_secret"))) {
            throw wrongSecret();
        }
    }

    /** {@code expires_in} is not there for a token that never expires. */
    static Answer token(SandboxApp app, AccessToken token) {
        ObjectNode body = Json.object().put("access_token", token.value()).put("token_type", "bearer");
        token.expiresAt()
                .ifPresent(end ->
                        body.put("expires_in", Duration.between(app.now(), end).toSeconds()));
        return Answer.json(200, body);
    }
}
