package io.github.facebookbusiness.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /me}. A system user has no e-mail address, no picture and no first or last name, and a person has no
 * {@code client_business_id}: asking for them fails the whole call (Meta's code generator has the field on node User
 * all the same).
 */
final class MeEndpoint implements Endpoint {
    private final Authentication authentication;

    MeEndpoint(Authentication authentication) {
        this.authentication = authentication;
    }

    @Override
    public Operation operation(GraphRequest request) {
        return Operation.ME;
    }

    @Override
    public Answer answer(GraphRequest request) {
        Caller caller = authentication.of(request);
        AccessToken token = caller.token().orElseThrow(MeEndpoint::nobody);
        Faults faults = caller.app().faults();
        if (faults.strikes(Fault.PROFILE_REFUSED)) {
            throw Authentication.notAuthorized(caller.app()).refusal();
        }
        if (faults.strikes(Fault.PROFILE_MALFORMED)) {
            return new Answer(200, Map.of("Content-Type", "application/json; charset=UTF-8"), "{\"id\": \"12");
        }
        Names names = Names.told(caller.app());
        FieldSelection fields = FieldSelection.of(request.parameters());
        Grantor grantor = token.grant().grantor();
        Optional<JsonNode> id = userId(grantor, faults);
        return Answer.json(
                200,
                grantor instanceof SandboxPerson person
                        ? fields.from(person(person, id, token.grant(), names), "User")
                        : fields.from(systemUser(grantor, id, faults, names), "SystemUser"));
    }

    static GraphRefusal nobody() {
        return GraphError.oauth(
                        2500, "An active access token must be used to query information about the current user.")
                .refusal();
    }

    private static Optional<JsonNode> userId(Grantor grantor, Faults faults) {
        if (faults.strikes(Fault.PROFILE_WITHOUT_ID)) {
            return Optional.empty();
        }
        return text(faults.strikes(Fault.PROFILE_ID_MISMATCH) ? grantor.userId() + '7' : grantor.userId());
    }

    private static Map<String, Optional<JsonNode>> systemUser(
            Grantor grantor, Optional<JsonNode> id, Faults faults, Names names) {
        Map<String, Optional<JsonNode>> node = new LinkedHashMap<>();
        node.put("id", id);
        node.put("name", text(names.of(grantor.displayName())));
        node.put(
                "client_business_id",
                grantor instanceof SandboxBusiness business && !faults.strikes(Fault.NO_CLIENT_BUSINESS)
                        ? text(business.id())
                        : Optional.empty());
        return node;
    }

    private static Map<String, Optional<JsonNode>> person(
            SandboxPerson person, Optional<JsonNode> id, Grant grant, Names names) {
        Map<String, Optional<JsonNode>> node = new LinkedHashMap<>();
        node.put("id", id);
        node.put("name", text(names.of(person.name())));
        node.put("first_name", text(names.of(person.firstName())));
        node.put("last_name", text(names.of(person.lastName())));
        node.put("email", person.email().filter(email -> grant.allows("email")).flatMap(MeEndpoint::text));
        node.put("picture", Optional.of(picture(person)));
        return node;
    }

    private static JsonNode picture(SandboxPerson person) {
        return Json.object()
                .set(
                        "data",
                        Json.object()
                                .put("height", 50)
                                .put("width", 50)
                                .put("is_silhouette", true)
                                .put("url", "https://graph-sandbox.invalid/picture/" + person.id()));
    }

    private static Optional<JsonNode> text(String value) {
        return Optional.of(TextNode.valueOf(value));
    }
}
