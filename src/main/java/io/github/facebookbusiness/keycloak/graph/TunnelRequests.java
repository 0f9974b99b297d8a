package io.github.facebookbusiness.keycloak.graph;

import java.io.IOException;
import java.util.Optional;
import org.apache.http.HttpClientConnection;
import org.apache.http.HttpException;
import org.apache.http.HttpHeaders;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.HttpStatus;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.protocol.HttpContext;
import org.apache.http.protocol.HttpRequestExecutor;

/**
 * What a proxy says where it gives no tunnel is not Graph's answer; HttpClient returns it as if it were (4.5.14,
 * {@code MainClientExec}). Believed, it could condemn a token. And nobody but a proxy that was asked for a tunnel may ask
 * who this server is: HttpClient would send a form once more for that.
 */
final class TunnelRequests extends HttpRequestExecutor {

    private final Optional<OutgoingProxy.Login> login;

    TunnelRequests(OutgoingProxy proxy) {
        this.login = proxy.login();
    }

    @Override
    public HttpResponse execute(HttpRequest request, HttpClientConnection connection, HttpContext context)
            throws IOException, HttpException {
        HttpResponse response = super.execute(request, connection, context);
        int status = response.getStatusLine().getStatusCode();
        boolean asksForLogin = status == HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED;
        if (isForTunnel(request)) {
            if (status >= HttpStatus.SC_MULTIPLE_CHOICES && !(asksForLogin && willBeTold(request, context))) {
                throw new IOException("The proxy gives no tunnel: " + status);
            }
        } else if (asksForLogin) {
            throw new IOException("Something in the tunnel says that it is a proxy");
        }
        return response;
    }

    private boolean willBeTold(HttpRequest request, HttpContext context) {
        HttpHost proxy = HttpClientContext.adapt(context).getHttpRoute().getProxyHost();
        return !request.containsHeader(HttpHeaders.PROXY_AUTHORIZATION)
                && login.filter(known -> known.isOf(proxy.getHostName(), proxy.getPort()))
                        .isPresent();
    }

    private static boolean isForTunnel(HttpRequest request) {
        return request.getRequestLine().getMethod().equals("CONNECT");
    }
}
