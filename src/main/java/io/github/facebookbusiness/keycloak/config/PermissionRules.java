package io.github.facebookbusiness.keycloak.config;

import static io.github.facebookbusiness.keycloak.config.ConfigRules.refuseIf;

import io.github.facebookbusiness.keycloak.graph.PermissionCatalogue;
import io.github.facebookbusiness.keycloak.graph.TokenType;
import java.util.Set;

/** Which permissions a configuration can ask for, as far as Meta's documents tell. Refuses like {@link ConfigRules}. */
final class PermissionRules {

    private final PermissionCatalogue catalogue;

    PermissionRules(PermissionCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** @param permissions those that the admin listed; nothing is said of an empty list */
    void check(Set<String> permissions, LoginConfiguration configuration) {
        permissions.forEach(permission -> checkOne(permission, configuration));
        if (permissions.isEmpty()) {
            return;
        }
        refuseIf(
                PermissionCatalogue.ABOUT_THE_PERSON.containsAll(permissions),
                "Meta refuses a configuration that asks for email and public_profile only."
                        + " Add at least one other permission.");
        for (String needed : configuration.loginVariation().neededPermissions()) {
            refuseIf(
                    !permissions.contains(needed),
                    "The login variation " + configuration.loginVariation().configValue() + " needs the permission "
                            + needed + ".");
        }
    }

    private void checkOne(String permission, LoginConfiguration configuration) {
        refuseIf(
                !catalogue.knows(permission),
                "The permission " + permission + " is not one that Facebook Login for Business supports."
                        + catalogue
                                .nearest(permission)
                                .map(name -> " Did you mean " + name + "?")
                                .orElse(""));
        refuseIf(
                configuration.tokenType() == TokenType.SYSTEM_USER
                        && PermissionCatalogue.ABOUT_THE_PERSON.contains(permission),
                "A system user cannot have the permission " + permission + "; it is for the token type user.");
    }
}
