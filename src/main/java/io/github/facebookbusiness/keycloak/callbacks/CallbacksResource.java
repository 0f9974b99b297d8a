package io.github.facebookbusiness.keycloak.callbacks;

import io.github.facebookbusiness.keycloak.config.AppSecret;
import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.graph.BusinessIntegrationNotice;
import io.github.facebookbusiness.keycloak.graph.CallbackRefusedException;
import io.github.facebookbusiness.keycloak.graph.WebhookSignature;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
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
        FacebookBusinessConfig provider = provider(alias);
        Optional<WebhookSignature> claimed = Optional.ofNullable(signature).flatMap(WebhookSignature::parse);
        if (claimed.isEmpty()) {
            return refusal();
        }
        byte[] body = CallbackBody.read(content);
        if (!claimed.get().isOf(body, AppSecret.ofCallbacks(session, provider))) {
            return refusal();
        }
        List<BusinessIntegrationNotice> notices;
        try {
            notices = BusinessIntegrationNotice.parse(body, provider.appId());
        } catch (CallbackRefusedException e) {
            LOG.warnf("A webhook for provider %s has the right signature, and is not what Meta documents", alias);
            return Response.status(Response.Status.BAD_REQUEST).build();
        }
        LOG.debugf("%d notices for provider %s", notices.size(), alias);
        return Response.ok().build();
    }

    private FacebookBusinessConfig provider(String alias) {
        return FacebookBusinessConfig.find(session, alias).orElseThrow(NotFoundException::new);
    }

    private static Response refusal() {
        return Response.status(Response.Status.FORBIDDEN).build();
    }
}
