package io.github.facebookbusiness.keycloak.admin;

import io.github.facebookbusiness.keycloak.admin.TokenAccess.Right;
import io.github.facebookbusiness.keycloak.config.AppSecret;
import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.PublicAddresses;
import io.github.facebookbusiness.keycloak.config.RequestTransaction;
import io.github.facebookbusiness.keycloak.config.SharedGraph;
import io.github.facebookbusiness.keycloak.graph.App;
import io.github.facebookbusiness.keycloak.graph.GraphException;
import io.github.facebookbusiness.keycloak.graph.SystemUserTokenRequest.Mode;
import io.github.facebookbusiness.keycloak.migration.Migration;
import io.github.facebookbusiness.keycloak.migration.MigrationRefusedException;
import io.github.facebookbusiness.keycloak.migration.MigrationReport;
import io.github.facebookbusiness.keycloak.tokens.ConnectedProvider;
import io.github.facebookbusiness.keycloak.tokens.LiveCheck;
import io.github.facebookbusiness.keycloak.tokens.ReEncryption;
import io.github.facebookbusiness.keycloak.tokens.RenewalOnDemand;
import io.github.facebookbusiness.keycloak.tokens.ResumedUpkeep;
import io.github.facebookbusiness.keycloak.tokens.Revocation;
import io.github.facebookbusiness.keycloak.tokens.SystemUserAccessTokens;
import io.github.facebookbusiness.keycloak.tokens.TokenDeniedException;
import io.github.facebookbusiness.keycloak.tokens.TokenRequest;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
import io.github.facebookbusiness.keycloak.tokens.store.KeyMissingException;
import io.github.facebookbusiness.keycloak.tokens.store.OpenToken;
import io.github.facebookbusiness.keycloak.tokens.store.ProviderDeletedException;
import io.github.facebookbusiness.keycloak.tokens.store.RevocationRequest.Reach;
import io.github.facebookbusiness.keycloak.tokens.store.StoredToken;
import io.github.facebookbusiness.keycloak.tokens.store.TokenFilter;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStatus;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.services.ErrorResponseException;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * The providers of a realm, by alias: the map of the REST API. Each call is authorized, read, done by a class of its
 * own, and recorded. Deliberately without {@code @Path} on the class: that would make it a root resource beside the one
 * behind Keycloak's admin authentication, open to everybody.
 *
 * <p>One reason for its length: every call is here, with what {@code docs/openapi.yaml} says of it.
 */
@Tag(ref = "facebook-business")
@APIResponse(responseCode = "401", ref = "Unauthenticated")
@APIResponse(responseCode = "403", ref = "Refused")
@APIResponse(responseCode = "404", ref = "Refused")
public final class ProvidersResource {

    private static final Logger LOG = Logger.getLogger(ProvidersResource.class);

    private static final String REMOVE_APP = "remove_app";

    private final KeycloakSession session;

    /** In every path before {@code alias}, where Keycloak reads it. */
    @Parameter(name = "realm", in = ParameterIn.PATH, schema = @Schema(type = SchemaType.STRING))
    private final RealmModel realm;

    private final TokenAccess access;
    private final TokenAudit audit;

    ProvidersResource(
            KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder adminEvent) {
        this.session = session;
        this.realm = realm;
        this.access = new TokenAccess(session, realm, auth);
        this.audit = new TokenAudit(session, realm, auth.adminAuth(), adminEvent);
    }

    /** The addresses to paste at Meta, and whether the set-up works. Asks Graph whether it knows App ID and secret. */
    @GET
    @Path("{alias}")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "The addresses to enter at Meta, and checks of the set-up")
    @APIResponse(responseCode = "200", description = "OK")
    public SetUp setUp(@PathParam("alias") String alias) {
        access.requireView();
        return SetUp.of(
                PublicAddresses.of(session, realm, alias),
                new SetUpChecks(session, realm, provider(alias), SharedGraph.of(session)).run());
    }

    @POST
    @Path("{alias}/businesses/{client_business_id}/system_user_access_tokens")
    @Consumes({MediaType.APPLICATION_FORM_URLENCODED, MediaType.APPLICATION_JSON})
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Fetches a system user access token, or makes a narrower one")
    @APIResponseSchema(SystemUserAccessToken.class)
    @APIResponse(responseCode = "400", ref = "Refused")
    @APIResponse(responseCode = "409", ref = "Refused")
    @APIResponse(responseCode = "422", ref = "Refused")
    @APIResponse(responseCode = "502", ref = "GraphFailed")
    @APIResponse(responseCode = "503", ref = "GraphFailed")
    public Response systemUserAccessTokens(
            @PathParam("alias") String alias,
            @PathParam("client_business_id") String clientBusinessId,
            @RequestBody(ref = "SystemUserAccessTokenRequest") String body) {
        FacebookBusinessConfig provider = providerForReading(alias);
        if (!access.mayReadAny(provider)) {
            throw refusedReading(provider, clientBusinessId);
        }
        SystemUserAccessTokenCall call = SystemUserAccessTokenCall.read(
                clientBusinessId,
                session.getContext().getUri().getQueryParameters(),
                body == null ? "" : body,
                session.getContext().getRequestHeaders().getMediaType());
        TokenRequest request = call.request();
        Right right = access.rightTo(provider, clientBusinessId);
        if (!mayAsk(right, request)) {
            throw refusedReading(provider, clientBusinessId);
        }
        TokenRequest allowed = right == Right.FETCH_GRANULAR ? request.fromStoreOnly() : request;
        return done(() -> {
            SystemUserAccessTokens tokens =
                    new SystemUserAccessTokens(session, realm, provider, audit.changesOf(provider));
            if (tokens.mayAskMeta(allowed)) {
                RequestTransaction.renew(session);
            }
            App app = AppSecret.resolve(session, provider);
            OpenToken token = tokens.answer(allowed);
            audit.read(provider, token.token());
            return SystemUserAccessToken.of(token, app, call.proof());
        });
    }

    private ErrorResponseException refusedReading(FacebookBusinessConfig provider, String clientBusinessId) {
        audit.readRefused(provider, clientBusinessId);
        return Problem.forbidden();
    }

    private static boolean mayAsk(Right right, TokenRequest request) {
        boolean fetchesOnly =
                request.mode() == Mode.FETCH_ONLY && request.callerToken().isEmpty();
        return switch (right) {
            case MANAGE -> true;
            case FETCH -> fetchesOnly;
            case FETCH_GRANULAR ->
                fetchesOnly && !request.selection().isAll() && request.source() != TokenRequest.Source.GRAPH;
            case NONE -> false;
        };
    }

    @GET
    @Path("{alias}/businesses")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Client businesses with their tokens")
    @APIResponse(responseCode = "200", description = "OK")
    @APIResponse(responseCode = "400", ref = "Refused")
    public List<ClientBusiness> businesses(
            @PathParam("alias") String alias,
            @Parameter(ref = "first") @QueryParam("first") String first,
            @Parameter(ref = "max") @QueryParam("max") String max) {
        access.requireView();
        PageOf page = PageOf.read(first, max);
        return ClientBusiness.of(store(provider(alias)).businesses(page.first(), page.max()));
    }

    @GET
    @Path("{alias}/businesses/{client_business_id}")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "One client business with its tokens")
    @APIResponse(responseCode = "200", description = "OK")
    @APIResponse(responseCode = "400", ref = "Refused")
    public ClientBusiness business(
            @PathParam("alias") String alias, @PathParam("client_business_id") String clientBusinessId) {
        access.requireView();
        FacebookBusinessConfig provider = provider(alias);
        RequestParameters.requireId("client_business_id", clientBusinessId);
        List<BusinessToken> tokens = store(provider)
                .list(new TokenFilter(Optional.of(clientBusinessId), Optional.empty(), 0, Integer.MAX_VALUE));
        return ClientBusiness.of(tokens).stream().findFirst().orElseThrow(Problem::unknownBusiness);
    }

    @GET
    @Path("{alias}/tokens")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Tokens without their values")
    @APIResponse(responseCode = "200", description = "OK")
    @APIResponse(responseCode = "400", ref = "Refused")
    public List<TokenMetadata> tokens(
            @PathParam("alias") String alias,
            @QueryParam("business") String business,
            @Parameter(schema = @Schema(implementation = TokenStatus.class)) @QueryParam("status") String status,
            @Parameter(ref = "first") @QueryParam("first") String first,
            @Parameter(ref = "max") @QueryParam("max") String max) {
        access.requireView();
        FacebookBusinessConfig provider = provider(alias);
        PageOf page = PageOf.read(first, max);
        Optional<String> ofBusiness = Optional.ofNullable(business);
        ofBusiness.ifPresent(id -> RequestParameters.requireId("business", id));
        TokenFilter filter = new TokenFilter(ofBusiness, StatusParameter.read(status), page.first(), page.max());
        return store(provider).list(filter).stream().map(TokenMetadata::of).toList();
    }

    @GET
    @Path("{alias}/tokens/{id}")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "One token without its value")
    @APIResponse(responseCode = "200", description = "OK")
    public TokenMetadata token(@PathParam("alias") String alias, @PathParam("id") String id) {
        access.requireView();
        return TokenMetadata.of(
                store(provider(alias)).find(id).map(StoredToken::token).orElseThrow(Problem::unknownToken));
    }

    @POST
    @Path("{alias}/tokens/{id}/inspect")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Asks Meta what the token is worth now")
    @APIResponseSchema(TokenMetadata.class)
    @APIResponse(responseCode = "409", ref = "Refused")
    @APIResponse(responseCode = "422", ref = "Refused")
    @APIResponse(responseCode = "502", ref = "GraphFailed")
    @APIResponse(responseCode = "503", ref = "GraphFailed")
    public Response inspect(@PathParam("alias") String alias, @PathParam("id") String id) {
        FacebookBusinessConfig provider = providerForReading(alias);
        return doneApart(() -> {
            requireInspection(provider, id);
            return changed(OperationType.ACTION, provider, new LiveCheck(connect(provider)).inspect(id));
        });
    }

    /** To a reader, a token of another business is as little there as one that is not. */
    private void requireInspection(FacebookBusinessConfig provider, String id) {
        if (access.isManager()) {
            return;
        }
        BusinessToken token = TokenStore.read(session, provider, store -> store.find(id))
                .map(StoredToken::token)
                .orElseThrow(Problem::forbidden);
        Right right = access.rightTo(provider, token.clientBusinessId());
        if (right == Right.NONE || right == Right.FETCH_GRANULAR && token.isOriginal()) {
            throw Problem.forbidden();
        }
    }

    @POST
    @Path("{alias}/tokens/{id}/refresh")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Renews a token of 60 days")
    @APIResponseSchema(TokenMetadata.class)
    @APIResponse(responseCode = "409", ref = "Refused")
    @APIResponse(responseCode = "422", ref = "Refused")
    @APIResponse(responseCode = "502", ref = "GraphFailed")
    @APIResponse(responseCode = "503", ref = "GraphFailed")
    public Response refresh(@PathParam("alias") String alias, @PathParam("id") String id) {
        access.requireManage();
        FacebookBusinessConfig provider = provider(alias);
        return doneApart(() -> changed(
                OperationType.UPDATE,
                provider,
                new RenewalOnDemand(connect(provider), SharedGraph.of(session).options()).renew(id)));
    }

    @DELETE
    @Path("{alias}/tokens/{id}")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Revokes the token at Meta; what is known about it stays")
    @APIResponseSchema(RevokedToken.class)
    @APIResponse(responseCode = "400", ref = "Refused")
    @APIResponse(responseCode = "409", ref = "Refused")
    @APIResponse(responseCode = "422", ref = "Refused")
    @APIResponse(responseCode = "502", ref = "GraphFailed")
    @APIResponse(responseCode = "503", ref = "GraphFailed")
    public Response revoke(
            @PathParam("alias") String alias,
            @PathParam("id") String id,
            @Parameter(
                            description = "Takes the app away from the client business, and every token with it",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    @QueryParam(REMOVE_APP)
                    String removeApp) {
        access.requireManage();
        FacebookBusinessConfig provider = provider(alias);
        Reach reach = RequestParameters.read(
                                session.getContext().getUri().getQueryParameters(),
                                "",
                                null,
                                Set.of(REMOVE_APP),
                                Set.of())
                        .flag(REMOVE_APP)
                ? Reach.APP
                : Reach.TOKEN;
        return doneApart(() -> {
            Revocation.Outcome outcome =
                    new Revocation(connect(provider), SharedGraph.of(session).options()).revoke(id, reach);
            audit.changed(OperationType.DELETE, provider, outcome.token());
            return RevokedToken.of(outcome);
        });
    }

    @POST
    @Path("{alias}/tokens/re-encrypt")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Encrypts again what older keys encrypted")
    @APIResponseSchema(ReEncryption.Outcome.class)
    @APIResponse(responseCode = "409", ref = "Refused")
    public Response reEncrypt(@PathParam("alias") String alias) {
        access.requireManage();
        FacebookBusinessConfig provider = provider(alias);
        return doneApart(() -> {
            ReEncryption.Outcome outcome = ReEncryption.run(session, provider);
            audit.changedAll("re-encrypt", provider, outcome);
            return outcome;
        });
    }

    @POST
    @Path("{alias}/upkeep/resume")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Goes on checking tokens at once, and marks dead what Meta calls dead, however many it is")
    @APIResponseSchema(Upkeep.class)
    @APIResponse(responseCode = "409", ref = "Refused")
    public Response resume(@PathParam("alias") String alias) {
        access.requireManage();
        FacebookBusinessConfig provider = provider(alias);
        return doneApart(() -> {
            Upkeep upkeep = Upkeep.of(ResumedUpkeep.of(
                    session, provider, SharedGraph.of(session).options().upkeep()));
            audit.resumed(provider, upkeep);
            return upkeep;
        });
    }

    @POST
    @Path("{alias}/migration")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Carries links over from another Facebook provider of the same app, or back to it")
    @APIResponseSchema(MigrationReport.class)
    @APIResponse(responseCode = "400", ref = "Refused")
    @APIResponse(responseCode = "409", ref = "Refused")
    public Response migrate(
            @PathParam("alias") String alias,
            @Parameter(description = "Alias of the other provider: people come over from it") @QueryParam("from")
                    String from,
            @Parameter(description = "Alias of the other provider: people go back to it; either from or to")
                    @QueryParam("to")
                    String to,
            @Parameter(
                            description = "Changes nothing, and tells what Meta will invalidate",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    @QueryParam("dryRun")
                    String dryRun,
            @Parameter(ref = "first") @QueryParam("first") String first,
            @Parameter(ref = "max") @QueryParam("max") String max) {
        access.requireViewOfLinks();
        MigrationCall call = MigrationCall.read(session.getContext().getUri().getQueryParameters());
        if (!call.isDryRun()) {
            access.requireManageLinks();
        }
        FacebookBusinessConfig provider = provider(alias);
        return doneApart(() -> {
            Migration migration = new Migration(session, call.route(session, provider), call.listed());
            if (call.isDryRun()) {
                return migration.dryRun();
            }
            MigrationReport report = migration.perform(audit::linked);
            audit.migrated(provider, report);
            return report;
        });
    }

    private TokenMetadata changed(OperationType operation, FacebookBusinessConfig provider, BusinessToken token) {
        audit.changed(operation, provider, token);
        return TokenMetadata.of(token);
    }

    private ConnectedProvider connect(FacebookBusinessConfig provider) throws AppSecret.UnresolvedException {
        return ConnectedProvider.of(session, realm, provider);
    }

    private FacebookBusinessConfig provider(String alias) {
        return FacebookBusinessConfig.find(session, alias).orElseThrow(Problem::unknownProvider);
    }

    /** For calls that a token reader may make: who is none is not told whether there is such a provider. */
    private FacebookBusinessConfig providerForReading(String alias) {
        return access.isManager()
                ? provider(alias)
                : FacebookBusinessConfig.find(session, alias).orElseThrow(Problem::forbidden);
    }

    private TokenStore store(FacebookBusinessConfig provider) {
        return new TokenStore(session, realm, provider);
    }

    /** What a call does once it is allowed. */
    private interface Work {
        Object run()
                throws TokenDeniedException, MigrationRefusedException, GraphException, AppSecret.UnresolvedException;
    }

    /** As {@link #done}, for work in transactions of its own, beside which that of the request keeps no connection. */
    private Response doneApart(Work work) {
        return done(() -> {
            RequestTransaction.renew(session);
            return work.run();
        });
    }

    private static Response done(Work work) {
        try {
            return Response.ok(work.run())
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .build();
        } catch (TokenDeniedException e) {
            throw Problem.of(e);
        } catch (MigrationRefusedException e) {
            throw Problem.of(e);
        } catch (GraphException e) {
            throw Problem.of(e);
        } catch (AppSecret.UnresolvedException e) {
            throw Problem.appSecretUnresolved();
        } catch (KeyMissingException e) {
            throw Problem.noKey();
        } catch (ProviderDeletedException e) {
            throw Problem.unknownProvider();
        } catch (ModelException e) {
            LOG.error("The token store failed", e);
            throw Problem.storeFailed();
        }
    }
}
