package io.github.facebookbusiness.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;

/**
 * {@code /{system_user_id}/assigned_…}: the assets of one kind that the calling token can reach. As others report,
 * {@code fields} and {@code limit} make the call fail. A system user sees its own assets only.
 */
final class AssignedAssetsEndpoint implements Endpoint {
    private final Authentication authentication;
    private final AssetKind kind;

    AssignedAssetsEndpoint(Authentication authentication, AssetKind kind) {
        this.authentication = authentication;
        this.kind = kind;
    }

    @Override
    public Operation operation(GraphRequest request) {
        return Operation.ASSIGNED_ASSETS;
    }

    @Override
    public Answer answer(GraphRequest request) {
        Caller caller = authentication.of(request);
        String id = request.path().get(0);
        Grant grant = caller.token()
                .map(AccessToken::grant)
                .filter(found -> found.tokenType() == TokenType.SYSTEM_USER)
                .filter(found -> found.grantor().userId().equals(id))
                .orElseThrow(() -> GraphError.noSuchObject(id).refusal());
        Faults faults = caller.app().faults();
        if (faults.strikes(Fault.ASSIGNED_ASSETS_REFUSED)) {
            throw GraphError.noSuchField(request.path().get(1), "SystemUser").refusal();
        }
        if (faults.strikes(Fault.ASSIGNED_ASSETS_FORBIDDEN)) {
            throw GraphError.actionForbidden().refusal();
        }
        if (request.parameters().has("fields") || request.parameters().has("limit")) {
            throw GraphError.oauth(100, "(#100) Invalid parameter").refusal();
        }
        Names names = Names.told(caller.app());
        ArrayNode data = Json.array();
        grant.assets().stream()
                .filter(asset -> asset.kind() == kind)
                .filter(caller.app()::isThere)
                .forEach(asset -> data.addObject().put("id", asset.id()).put("name", names.of(asset.name())));
        return Answer.json(200, Json.object().set("data", data));
    }
}
