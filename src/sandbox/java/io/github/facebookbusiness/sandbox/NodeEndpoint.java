package io.github.facebookbusiness.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** {@code /{id}} of a client business or of the app itself. */
final class NodeEndpoint implements Endpoint {
    private final Apps apps;
    private final Authentication authentication;

    NodeEndpoint(Apps apps, Authentication authentication) {
        this.apps = apps;
        this.authentication = authentication;
    }

    @Override
    public Operation operation(GraphRequest request) {
        String id = request.path().get(0);
        if (apps.app(id).isPresent()) {
            return Operation.APP;
        }
        return id.matches("\\d+") ? Operation.BUSINESS : Operation.UNKNOWN;
    }

    @Override
    public Answer answer(GraphRequest request) {
        String id = request.path().get(0);
        Caller caller = authentication.of(request);
        FieldSelection fields = FieldSelection.of(request.parameters());
        if (caller.app().id().equals(id) && caller.isApp()) {
            return node(caller.app(), id, caller.app().name(), fields, "Application");
        }
        SandboxBusiness business = caller.app().businesses().stream()
                .filter(known -> known.id().equals(id))
                .filter(known -> isOpenTo(caller, known))
                .filter(known -> !caller.app().faults().strikes(Fault.BUSINESS_NAME_REFUSED))
                .findFirst()
                .orElseThrow(() -> GraphError.noSuchObject(id).refusal());
        return node(caller.app(), id, business.name(), fields, "Business");
    }

    private static boolean isOpenTo(Caller caller, SandboxBusiness business) {
        return caller.token()
                .map(AccessToken::grant)
                .filter(grant -> grant.grantor() instanceof SandboxBusiness own
                                && own.id().equals(business.id())
                        || grant.allows("business_management"))
                .isPresent();
    }

    private static Answer node(SandboxApp app, String id, String name, FieldSelection fields, String type) {
        Map<String, Optional<JsonNode>> node = new LinkedHashMap<>();
        node.put("id", Optional.of(TextNode.valueOf(id)));
        node.put("name", Optional.of(TextNode.valueOf(Names.told(app).of(name))));
        return Answer.json(200, fields.from(node, type));
    }
}
