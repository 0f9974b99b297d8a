package io.github.facebookbusiness.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /debug_token}: what a token is. A token that is worth nothing is no error here: the answer has status 200 and
 * says so inside.
 */
final class DebugTokenEndpoint implements Endpoint {
    /** What faults make it say of a token, whatever there is to say. */
    private static final Map<Fault, GraphError> VERDICTS = new EnumMap<>(Map.of(
            Fault.TOKEN_INVALID,
            Authentication.invalid("Invalid OAuth access token."),
            Fault.DEBUG_TOKEN_CHECKPOINTED,
            Authentication.invalid("Error validating access token: You cannot access the app till you log in to "
                            + "www.facebook.com and follow the instructions given.")
                    .withSubcode(459),
            Fault.DEBUG_TOKEN_UNCONFIRMED,
            Authentication.invalid("Error validating access token: Sessions for the user are not allowed because the "
                            + "user is not a confirmed user.")
                    .withSubcode(464),
            Fault.DEBUG_TOKEN_APP_DELETED,
            GraphError.appDeleted(),
            Fault.DEBUG_TOKEN_SIGNATURE_REFUSED,
            GraphError.incorrectSignature()));

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
        Faults faults = caller.app().faults();
        Optional<Answer> refusal =
                Refusals.DEBUG_TOKEN.befalling(faults, caller.app().id());
        Answer answer = refusal.orElseGet(() -> answer(request, caller));
        faults.holdIfStruck(Fault.DEBUG_TOKEN_HANGS);
        return answer;
    }

    private Answer answer(GraphRequest request, Caller caller) {
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
        if (caller.app().faults().strikes(Fault.DEBUG_TOKEN_MALFORMED)) {
            return new Answer(200, Map.of("Content-Type", "application/json; charset=UTF-8"), "{\"data\": {\"is_va");
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
        if (app.faults().strikes(Fault.DEBUG_TOKEN_INVALID_WITHOUT_ERROR)) {
            return data.put("is_valid", false).set("scopes", Json.array());
        }
        Optional<GraphError> objection = VERDICTS.entrySet().stream()
                .filter(verdict -> app.faults().strikes(verdict.getKey()))
                .findFirst()
                .map(Map.Entry::getValue)
                .or(() -> Authentication.objection(app, token.get()));
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
                : token.issuedAt().plus(app.lives().dataAccess()).getEpochSecond();
        ObjectNode described = about(app)
                .put("type", (app.faults().strikes(Fault.TOKEN_TYPE_OTHER) ? type.other() : type).name())
                .put("data_access_expires_at", dataAccess)
                .put("expires_at", token.expiresAtSeconds())
                .put("user_id", token.grant().grantor().userId());
        return app.faults().strikes(Fault.DEBUG_TOKEN_NO_ISSUED_AT)
                ? described
                : described.put("issued_at", token.issuedAt().getEpochSecond());
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
                    app.targetIds().tell(entry, scope, grant, app);
                }
            }
        }
        return granular;
    }
}
