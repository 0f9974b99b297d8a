package io.github.facebookbusiness.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code /debug_token}: what a token is. A token that is worth nothing is no error here: the answer has status 200 and
 * says so inside.
 */
final class DebugTokenEndpoint implements Endpoint {
    private static final Duration DATA_ACCESS = Duration.ofDays(90);

    private final Apps apps;
    private final Authentication authentication;

    DebugTokenEndpoint(Apps apps, Authentication authentication) {
        this.apps = apps;
        this.authentication = authentication;
    }

    @Override
    public Operation operation(GraphRequest request) {
        return Operation.DEBUG_TOKEN;
    }

    @Override
    public Answer answer(GraphRequest request) {
        Caller caller = authentication.of(request);
        String input = request.parameters().value("input_token").orElseThrow(() -> GraphError.oauth(
                        100, "(#100) The parameter input_token is required")
                .refusal());
        if (!caller.isApp() && !caller.token().orElseThrow().value().equals(input)) {
            throw GraphError.oauth(
                            100,
                            "(#100) You must provide an app access token, or a user access token that is an owner or "
                                    + "developer of the app")
                    .refusal();
        }
        Optional<SandboxApp> owner = apps.owning(input);
        if (owner.isPresent() && owner.get() != caller.app()
                || caller.app().faults().strikes(Fault.TOKEN_OF_OTHER_APP)) {
            throw GraphError.oauth(100, "(#100) The App_id in the input_token did not match the Viewing App")
                    .refusal();
        }
        return Answer.json(200, Json.object().set("data", data(caller.app(), input)));
    }

    private static ObjectNode data(SandboxApp app, String input) {
        if (input.equals(app.appToken())) {
            return about(app).put("type", "APP").put("is_valid", true).set("scopes", Json.array());
        }
        Optional<AccessToken> token = app.ledger().token(input);
        if (token.isEmpty()) {
            return invalid(
                    Json.object(),
                    Authentication.invalid("Invalid OAuth access token - Cannot parse access token"),
                    app);
        }
        ObjectNode data = described(app, token.get());
        if (app.faults().strikes(Fault.TOKEN_INVALID)) {
            return invalid(data, Authentication.invalid("Invalid OAuth access token."), app);
        }
        Optional<GraphError> objection = Authentication.objection(app, token.get());
        if (objection.isPresent()) {
            return invalid(data, objection.get(), app);
        }
        List<String> scopes = scopes(app, token.get());
        data.put("is_valid", true);
        data.set("scopes", Json.array(scopes));
        data.set("granular_scopes", granularScopes(app, scopes, token.get().grant()));
        return data;
    }

    private static List<String> scopes(SandboxApp app, AccessToken token) {
        List<String> scopes = GrantedPermissions.told(app, token);
        boolean fewer = !scopes.isEmpty() && app.faults().strikes(Fault.DEBUG_TOKEN_FEWER_SCOPES);
        return fewer ? scopes.subList(1, scopes.size()) : scopes;
    }

    private static ObjectNode about(SandboxApp app) {
        ObjectNode data = Json.object();
        String id = app.faults().strikes(Fault.TOKEN_APP_ID_OTHER) ? "1000000000000001" : app.id();
        if (app.faults().strikes(Fault.APP_ID_AS_NUMBER)) {
            data.put("app_id", Long.parseLong(id));
        } else {
            data.put("app_id", id);
        }
        return data.put("application", Names.told(app).of(app.name()));
    }

    private static ObjectNode described(SandboxApp app, AccessToken token) {
        TokenType type = token.grant().tokenType();
        long dataAccess = type == TokenType.SYSTEM_USER
                ? 0
                : token.issuedAt().plus(DATA_ACCESS).getEpochSecond();
        return about(app)
                .put("type", (app.faults().strikes(Fault.TOKEN_TYPE_OTHER) ? type.other() : type).name())
                .put("data_access_expires_at", dataAccess)
                .put("expires_at", token.expiresAtSeconds())
                .put("issued_at", token.issuedAt().getEpochSecond())
                .put("user_id", token.grant().grantor().userId());
    }

    private static ObjectNode invalid(ObjectNode data, GraphError reason, SandboxApp app) {
        GraphError told = reason.under(app.faults());
        ObjectNode error = Json.object().put("code", told.code()).put("message", told.message());
        told.subcode().ifPresent(subcode -> error.put("subcode", subcode));
        data.put("is_valid", false);
        data.set("scopes", Json.array());
        return data.set("error", error);
    }

    private static ArrayNode granularScopes(SandboxApp app, List<String> scopes, Grant grant) {
        ArrayNode granular = Json.array();
        for (String scope : scopes) {
            if (!SandboxConfiguration.PERSONAL.contains(scope)) {
                ObjectNode entry = granular.addObject().put("scope", scope);
                if (grant.tokenType() == TokenType.SYSTEM_USER) {
                    app.targetIds().tell(entry, scope, grant);
                }
            }
        }
        return granular;
    }
}
