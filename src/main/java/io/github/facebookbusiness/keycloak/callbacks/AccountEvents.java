package io.github.facebookbusiness.keycloak.callbacks;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.events.UnaskedEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.keycloak.events.Details;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/** What a callback changed of an account. */
final class AccountEvents {

    private final UnaskedEvents events;

    AccountEvents(KeycloakSession session) {
        this.events = new UnaskedEvents(session);
    }

    /** @param below the rest of the path, below the account */
    void changed(OperationType operation, FacebookBusinessConfig provider, UserModel user, String... below) {
        List<String> path = new ArrayList<>(List.of("users", user.getId()));
        path.addAll(List.of(below));
        events.record(operation, ResourceType.USER, path, Map.of(Details.IDENTITY_PROVIDER, provider.getAlias()));
    }
}
