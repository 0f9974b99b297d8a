package io.github.facebookbusiness.keycloak.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a webhook says happened between the app and a client business. Source: Meta, Business Integration Webhooks.
 *
 * @param clientBusinessId Meta calls it {@code business_manager_id} here
 * @param time epoch seconds, of the entry that it stood in; empty where Meta did not say
 */
public record BusinessIntegrationNotice(Kind kind, String clientBusinessId, Optional<Long> time) {

    private static final String TOPIC = "application";

    /** The fields of the topic {@code application} that are about client businesses. */
    public enum Kind {
        INSTALL("business_integration_install"),
        UPDATE("business_integration_update"),
        UNINSTALL("business_integration_uninstall");

        private final String field;

        Kind(String field) {
            this.field = field;
        }

        private static Optional<Kind> ofField(String field) {
            return Arrays.stream(values())
                    .filter(kind -> kind.field.equals(field))
                    .findFirst();
        }
    }

    /**
     * The notices of a webhook's body, in their order. Whatever else Meta sends, to this app or another, is passed
     * over: to refuse it would make Meta send it again for 36 hours.
     *
     * @throws CallbackRefusedException where the body is not a JSON object
     */
    public static List<BusinessIntegrationNotice> parse(byte[] body, String appId) throws CallbackRefusedException {
        JsonNode webhook = CallbackJson.object(body);
        List<BusinessIntegrationNotice> notices = new ArrayList<>();
        if (!webhook.path("object").asText().equals(TOPIC)) {
            return notices;
        }
        for (JsonNode entry : webhook.path("entry")) {
            if (CallbackJson.id(entry.path("id")).equals(Optional.of(appId))) {
                Optional<Long> time = CallbackJson.time(entry.path("time"));
                for (JsonNode change : entry.path("changes")) {
                    of(change, time).ifPresent(notices::add);
                }
            }
        }
        return notices;
    }

    private static Optional<BusinessIntegrationNotice> of(JsonNode change, Optional<Long> time) {
        return Kind.ofField(change.path("field").asText())
                .flatMap(kind -> CallbackJson.id(change.path("value").path("business_manager_id"))
                        .map(business -> new BusinessIntegrationNotice(kind, business, time)));
    }
}
