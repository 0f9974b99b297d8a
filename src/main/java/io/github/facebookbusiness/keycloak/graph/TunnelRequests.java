package io.github.facebookbusiness.keycloak.graph;

import java.io.IOException;
import org.apache.http.HttpClientConnection;
import org.apache.http.HttpException;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.HttpStatus;
import org.apache.http.protocol.HttpContext;
import org.apache.http.protocol.HttpRequestExecutor;

/**
 * What a proxy says where it gives no tunnel is not Graph's answer; HttpClient returns it as if it were (4.5.14,
 * {@code MainClientExec}). Believed, it could condemn a token.
 */
final class TunnelRequests extends HttpRequestExecutor {

    @Override
    public HttpResponse execute(HttpRequest request, HttpClientConnection connection, HttpContext context)
            throws IOException, HttpException {
        HttpResponse response = super.execute(request, connection, context);
        boolean forTunnel = request.getRequestLine().getMethod().equals("CONNECT");
        int status = response.getStatusLine().getStatusCode();
        if (forTunnel && status >= HttpStatus.SC_MULTIPLE_CHOICES && !asksForLogin(status)) {
            throw new IOException("The proxy gives no tunnel: " + status);
        }
        return response;
    }

    /** Then HttpClient asks once more, with the login if it has one; a refusal of that one is returned. */
    static boolean asksForLogin(int status) {
        return status == HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED;
    }
}
