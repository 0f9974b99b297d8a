package io.github.facebookbusiness.keycloak.callbacks;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.OrganizationsSwitch;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.keycloak.broker.provider.ConfigConstants;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.organization.OrganizationProvider;

/**
 * Whether nothing hangs on an account any more: no other way to sign in, and nothing that somebody gave it beyond what
 * every new account gets and what the providers' own mappers gave.
 */
final class EmptyAccount {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final List<FacebookBusinessConfig> providers;

    /** @param providers whose links are gone, and whose mappers' roles and groups do not count */
    EmptyAccount(KeycloakSession session, RealmModel realm, List<FacebookBusinessConfig> providers) {
        this.session = session;
        this.realm = realm;
        this.providers = providers;
    }

    boolean test(UserModel user) {
        return !user.isFederated()
                && user.getServiceAccountClientLink() == null
                && session.users()
                        .getFederatedIdentitiesStream(realm, user)
                        .findAny()
                        .isEmpty()
                && user.credentialManager()
                        .getStoredCredentialsStream()
                        .findAny()
                        .isEmpty()
                && hasUsualRolesOnly(user)
                && usualGroups().containsAll(user.getGroupsStream().toList())
                && !isMemberOfOrganization(user);
    }

    private boolean hasUsualRolesOnly(UserModel user) {
        Set<RoleModel> ofEveryAccount = new HashSet<>();
        ofEveryAccount.add(realm.getDefaultRole());
        ClientModel broker = realm.getClientByClientId(Constants.BROKER_SERVICE_CLIENT_ID);
        if (broker != null) {
            ofEveryAccount.add(broker.getRole(Constants.READ_TOKEN_ROLE));
        }
        List<String> ofMappers = ofMappers(ConfigConstants.ROLE);
        return user.getRoleMappingsStream()
                .allMatch(role -> ofEveryAccount.contains(role) || isOfMapper(role, ofMappers));
    }

    /**
     * By its name: what looks for the role of a name has two forms, one for Keycloak 26.5 and one since. A name with a dot
     * could be that of a client's role or of the realm's, so an account that has such a role stays.
     */
    private static boolean isOfMapper(RoleModel role, List<String> ofMappers) {
        if (role.getName().contains(".")) {
            return false;
        }
        String name = role.getContainer() instanceof ClientModel client
                ? KeycloakModelUtils.buildRoleQualifier(client.getClientId(), role.getName())
                : role.getName();
        return ofMappers.contains(name);
    }

    private Set<GroupModel> usualGroups() {
        Set<GroupModel> groups = new HashSet<>(realm.getDefaultGroupsStream().toList());
        for (String group : ofMappers(ConfigConstants.GROUP)) {
            groups.add(KeycloakModelUtils.findGroupByPath(session, realm, group));
        }
        return groups;
    }

    private List<String> ofMappers(String setting) {
        return providers.stream()
                .flatMap(provider -> session.identityProviders().getMappersByAliasStream(provider.getAlias()))
                .map(mapper -> mapper.getConfig().get(setting))
                .filter(Objects::nonNull)
                .toList();
    }

    private boolean isMemberOfOrganization(UserModel user) {
        return OrganizationsSwitch.isOn(session)
                && session.getProvider(OrganizationProvider.class)
                        .getByMember(user)
                        .findAny()
                        .isPresent();
    }
}
