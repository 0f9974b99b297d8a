package io.github.facebookbusiness.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;

/** {@code GET /me/permissions}. */
final class MePermissionsEndpoint implements Endpoint {
    private final Authentication authentication;

    MePermissionsEndpoint(Authentication authentication) {
        this.authentication = authentication;
    }

    @Override
    public Operation operation(GraphRequest request) {
        return Operation.ME_PERMISSIONS;
    }

    @Override
    public Answer answer(GraphRequest request) {
        Caller caller = authentication.of(request);
        AccessToken token = caller.token().orElseThrow(MeEndpoint::nobody);
        ArrayNode data = Json.array();
        for (String permission : GrantedPermissions.told(caller.app(), token)) {
            data.addObject().put("permission", permission).put("status", "granted");
        }
        return Answer.json(200, Json.object().set("data", data));
    }
}
