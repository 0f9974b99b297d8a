package io.github.facebookbusiness.keycloak.callbacks;

import io.github.facebookbusiness.keycloak.config.FormBody;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;

/** The body of a callback, as it came: bounded, since anybody may send one. */
final class CallbackBody {

    /** Meta sends up to 1000 changes at a time, of about 100 bytes each. */
    static final int LIMIT = 1024 * 1024;

    private static final String SIGNED_REQUEST = "signed_request";

    private CallbackBody() {}

    /** @throws WebApplicationException 413 where there is more than {@link #LIMIT} of it */
    static byte[] read(InputStream body) {
        byte[] content;
        try {
            content = body.readNBytes(LIMIT + 1);
        } catch (IOException e) {
            // Whoever sends it went away, or sends more than the server takes.
            throw new WebApplicationException(Response.Status.BAD_REQUEST);
        }
        if (content.length > LIMIT) {
            throw new WebApplicationException(Response.Status.REQUEST_ENTITY_TOO_LARGE);
        }
        return content;
    }

    /**
     * The field {@code signed_request} of a form; empty text where there is not exactly one. Of the form as it came, and
     * not as the server has read it, so that one rule holds for what is signed.
     *
     * @throws WebApplicationException 413 where there is too much of it
     */
    static String signedRequest(String form) {
        return FormBody.read(form).only(SIGNED_REQUEST).orElse("");
    }
}
