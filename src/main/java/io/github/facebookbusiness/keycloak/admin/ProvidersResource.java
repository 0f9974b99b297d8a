package io.github.facebookbusiness.keycloak.admin;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.SharedGraph;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.ErrorResponseException;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * The providers of a realm, by alias. Deliberately without {@code @Path} on the class: that would make it a root
 * resource beside the one behind Keycloak's admin authentication, open to everybody.
 */
public final class ProvidersResource {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminPermissionEvaluator auth;

    ProvidersResource(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth) {
        this.session = session;
        this.realm = realm;
        this.auth = auth;
    }

    /** The addresses to paste at Meta, and whether the set-up works. Asks Graph whether it knows App ID and secret. */
    @GET
    @Path("{alias}")
    @Produces(MediaType.APPLICATION_JSON)
    public SetUp setUp(@PathParam("alias") String alias) {
        auth.realm().requireViewIdentityProviders();
        FacebookBusinessConfig config = FacebookBusinessConfig.find(session, alias)
                .orElseThrow(() -> new ErrorResponseException(
                        "unknown_provider",
                        "There is no Facebook Login for Business provider with this alias.",
                        Response.Status.NOT_FOUND));
        return SetUp.of(
                PublicAddresses.of(session, realm, alias),
                new SetUpChecks(session, realm, config, SharedGraph.of(session)).run());
    }
}
