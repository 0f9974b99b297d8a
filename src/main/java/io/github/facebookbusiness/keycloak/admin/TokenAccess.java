package io.github.facebookbusiness.keycloak.admin;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.TokenReader;
import io.github.facebookbusiness.keycloak.tokens.ServiceAccountMark;
import java.util.Optional;
import org.keycloak.models.AdminRoles;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.resources.admin.AdminAuth;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * Who may. Three levels: metadata needs Keycloak's role {@code view-identity-providers}; everything needs {@code
 * manage-identity-providers}; and a service account whose client the admin listed in {@code tokenReaders} may fetch and
 * inspect its businesses' tokens, without any admin role. Links of users are users' as well, and need the roles for these
 * on top.
 *
 * <p>A caller without any right gets 403 whether or not what was asked for exists.
 */
final class TokenAccess {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminPermissionEvaluator auth;
    private Boolean manager;
    private Optional<ClientModel> serviceAccountClient;

    TokenAccess(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth) {
        this.session = session;
        this.realm = realm;
        this.auth = auth;
    }

    /** What a caller may do with the tokens of one client business. */
    enum Right {
        NONE,
        FETCH_GRANULAR,
        FETCH,
        MANAGE
    }

    void requireView() {
        require(auth.realm().canViewIdentityProviders());
    }

    void requireManage() {
        require(isManager());
    }

    /**
     * To see who is linked to what. The roles themselves, for all users: with fine-grained permissions, somebody who may
     * manage users may still be denied one of them, and what is done to all asks for none.
     */
    void requireViewOfLinks() {
        requireView();
        require(auth.hasOneAdminRole(AdminRoles.VIEW_USERS, AdminRoles.MANAGE_USERS));
    }

    /** To change links of all users; as {@link #requireViewOfLinks()}. */
    void requireManageLinks() {
        requireManage();
        require(auth.hasOneAdminRole(AdminRoles.MANAGE_USERS));
    }

    Right rightTo(FacebookBusinessConfig provider, String clientBusinessId) {
        if (isManager()) {
            return Right.MANAGE;
        }
        return reader(provider)
                .filter(reader -> reader.mayRead(clientBusinessId))
                .map(reader -> reader.kind() == TokenReader.Kind.GRANULAR ? Right.FETCH_GRANULAR : Right.FETCH)
                .orElse(Right.NONE);
    }

    /** Whether the caller has any right to values of this provider; to refuse before saying what there is. */
    boolean mayReadAny(FacebookBusinessConfig provider) {
        return isManager() || reader(provider).isPresent();
    }

    /** Asked more than once in a request, and always with the same answer. */
    boolean isManager() {
        if (manager == null) {
            manager = auth.realm().canManageIdentityProviders();
        }
        return manager;
    }

    private Optional<TokenReader> reader(FacebookBusinessConfig provider) {
        return serviceAccountClient().map(ClientModel::getClientId).flatMap(provider::tokenReader);
    }

    /** The client that the caller is the service account of; empty for a person, whoever they signed in through. */
    private Optional<ClientModel> serviceAccountClient() {
        if (serviceAccountClient == null) {
            serviceAccountClient = provenServiceAccountClient();
        }
        return serviceAccountClient;
    }

    private Optional<ClientModel> provenServiceAccountClient() {
        AdminAuth caller = auth.adminAuth();
        if (!caller.getRealm().equals(realm)) {
            return Optional.empty();
        }
        UserModel user = caller.getUser();
        return ServiceAccountMark.clientOf(realm, user)
                .filter(client -> client.equals(caller.getClient()))
                .filter(TokenAccess::hasServiceAccount)
                .filter(client -> new ServiceAccountMark(session, realm).proves(caller.getToken(), client, user));
    }

    /** A public client has none, whatever it had: it proves to nobody who it is, so neither do its refreshed tokens. */
    static boolean hasServiceAccount(ClientModel client) {
        return client.isEnabled() && client.isServiceAccountsEnabled() && !client.isPublicClient();
    }

    private static void require(boolean allowed) {
        if (!allowed) {
            throw Problem.forbidden();
        }
    }
}
