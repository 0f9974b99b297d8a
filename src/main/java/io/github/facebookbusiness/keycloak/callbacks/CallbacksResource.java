package io.github.facebookbusiness.keycloak.callbacks;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.facebookbusiness.keycloak.config.AppSecret;
import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.PublicAddresses;
import io.github.facebookbusiness.keycloak.graph.BusinessIntegrationNotice;
import io.github.facebookbusiness.keycloak.graph.CallbackRefusedException;
import io.github.facebookbusiness.keycloak.graph.SignedRequest;
import io.github.facebookbusiness.keycloak.graph.WebhookSignature;
import io.github.facebookbusiness.keycloak.graph.WhatsAppAccountNotice;
import io.github.facebookbusiness.keycloak.tokens.store.Deletions;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;

/**
 * The addresses that an admin enters at Meta: the map of what anybody on the internet may call. What is not signed with
 * the App secret ends here, with an answer that is the same whatever was wrong and repeats nothing of what came.
 * Deliberately without {@code @Path} on the class: that would make it a root resource.
 */
public final class CallbacksResource {

    private static final Logger LOG = Logger.getLogger(CallbacksResource.class);

    private final KeycloakSession session;

    CallbacksResource(KeycloakSession session) {
        this.session = session;
    }

    @GET
    @Path("{alias}/webhook")
    public Response webhookHandshake(@PathParam("alias") String alias) {
        return WebhookHandshake.challenge(
                        session.getContext().getUri().getQueryParameters(),
                        AppSecret.webhookVerifyToken(session, provider(alias)))
                .map(challenge -> Response.ok(challenge, MediaType.TEXT_PLAIN_TYPE)
                        .header("X-Content-Type-Options", "nosniff")
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .build())
                .orElseGet(CallbacksResource::refusal);
    }

    @POST
    @Path("{alias}/webhook")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response webhook(
            @PathParam("alias") String alias,
            @HeaderParam(WebhookSignature.HEADER) String signature,
            InputStream content) {
        requireType();
        FacebookBusinessConfig provider = provider(alias);
        Optional<WebhookSignature> claimed = Optional.ofNullable(signature).flatMap(WebhookSignature::parse);
        if (claimed.isEmpty()) {
            return refusal();
        }
        byte[] body = CallbackBody.read(content);
        if (!claimed.get().isOf(body, AppSecret.ofCallbacks(session, provider))) {
            return refusal();
        }
        List<BusinessIntegrationNotice> ofBusinesses;
        List<WhatsAppAccountNotice> ofAccounts;
        try {
            ofBusinesses = BusinessIntegrationNotice.parse(body, provider.appId());
            ofAccounts = WhatsAppAccountNotice.parse(body, provider.appId());
        } catch (CallbackRefusedException e) {
            LOG.warnf("A webhook for provider %s has the right signature, and is not what Meta documents", alias);
            return answer(Response.Status.BAD_REQUEST);
        }
        try {
            new BusinessNotices(session, provider).take(ofBusinesses);
            new WhatsAppAccounts(session, provider).take(ofAccounts);
            return answer(Response.Status.OK);
        } catch (ModelException e) {
            return notStored(provider, e);
        }
    }

    @POST
    @Path("{alias}/deauthorize")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response deauthorize(@PathParam("alias") String alias, String form) {
        requireType();
        FacebookBusinessConfig provider = provider(alias);
        try {
            new Deauthorization(session, provider).perform(signedRequest(provider, form));
            return answer(Response.Status.OK);
        } catch (CallbackRefusedException e) {
            return refusal();
        } catch (ModelException e) {
            return notStored(provider, e);
        }
    }

    @POST
    @Path("{alias}/data-deletion")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response dataDeletion(@PathParam("alias") String alias, String form) {
        requireType();
        FacebookBusinessConfig provider = provider(alias);
        try {
            SignedRequest request = signedRequest(provider, form);
            String code = new DataDeletion(session, provider).perform(request);
            return Response.ok(new Confirmation(
                            PublicAddresses.of(session, session.getContext().getRealm(), alias)
                                    .dataDeletionStatus(code)
                                    .toString(),
                            code))
                    .type(MediaType.APPLICATION_JSON_TYPE)
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .build();
        } catch (CallbackRefusedException e) {
            return refusal();
        } catch (ModelException e) {
            return notStored(provider, e);
        }
    }

    /** What Meta shows the person, under the names that it documents. */
    public record Confirmation(
            String url, @JsonProperty("confirmation_code") String confirmationCode) {}

    /** A page for the person. Anything else than the code of a request is 404, as what has no page at all. */
    @GET
    @Path("{alias}/data-deletion/{confirmation_code}")
    public Response dataDeletionStatus(
            @PathParam("alias") String alias, @PathParam("confirmation_code") String confirmationCode) {
        provider(alias);
        RealmModel realm = session.getContext().getRealm();
        return new Deletions(session, realm)
                .find(confirmationCode)
                .map(new DeletionPage(session, realm)::of)
                .orElseThrow(NotFoundException::new);
    }

    /** With no method at all for DELETE, Keycloak would answer 405 to it at addresses where there is nothing. */
    @DELETE
    @Path("{alias}/webhook")
    public Response nothingToDelete() {
        return answer(Response.Status.METHOD_NOT_ALLOWED);
    }

    private SignedRequest signedRequest(FacebookBusinessConfig provider, String form) throws CallbackRefusedException {
        return SignedRequest.verify(CallbackBody.signedRequest(form), AppSecret.ofCallbacks(session, provider));
    }

    /** Nothing was done, and Meta will send it again. */
    private static Response notStored(FacebookBusinessConfig provider, ModelException e) {
        LOG.errorf(e, "What Meta called provider %s for could not be stored", provider.getAlias());
        return answer(Response.Status.SERVICE_UNAVAILABLE);
    }

    /** What is said to be of another type does not come here; what is said to be of none does. */
    private void requireType() {
        if (session.getContext().getRequestHeaders().getMediaType() == null) {
            throw new NotSupportedException();
        }
    }

    private FacebookBusinessConfig provider(String alias) {
        return FacebookBusinessConfig.find(session, alias).orElseThrow(NotFoundException::new);
    }

    private static Response refusal() {
        return answer(Response.Status.FORBIDDEN);
    }

    /** With a type: Keycloak makes a 500 of most answers that have none. */
    private static Response answer(Response.Status status) {
        return Response.status(status)
                .type(MediaType.TEXT_PLAIN_TYPE)
                .entity(status.getReasonPhrase())
                .build();
    }
}
