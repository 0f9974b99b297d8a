package io.github.facebookbusiness.keycloak.login;

import java.util.Set;

/** What the contract says of the dialog request: these parameters and no others, for both token types. */
final class DialogContract {

    static final Set<String> PARAMETERS = Set.of(
            "client_id", "redirect_uri", "state", "config_id", "response_type", "override_default_response_type");

    private DialogContract() {}
}
