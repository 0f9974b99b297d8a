package io.github.facebookbusiness.keycloak.graph;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.apache.http.config.RegistryBuilder;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.conn.socket.PlainConnectionSocketFactory;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;

/** The connections that are kept from one call to the next; one for each call that may run at once. */
final class KeptConnections extends PoolingHttpClientConnectionManager {

    /** Addresses of Meta's change. */
    private static final Duration OLDEST = Duration.ofMinutes(20);

    KeptConnections(int calls) {
        super(
                RegistryBuilder.<ConnectionSocketFactory>create()
                        .register("http", PlainConnectionSocketFactory.getSocketFactory())
                        .register("https", tls())
                        .build(),
                (route, config) -> new SilentConnection(),
                null,
                null,
                OLDEST.toMillis(),
                TimeUnit.MILLISECONDS);
        setMaxTotal(calls);
        setDefaultMaxPerRoute(calls);
        // Milliseconds; always, so to say. What it costs is the connection's to decide.
        setValidateAfterInactivity(1);
    }

    /** Trusts what the JVM trusts by default, which Keycloak's {@code --truststore-paths} sets. */
    private static SSLConnectionSocketFactory tls() {
        return new SSLConnectionSocketFactory(
                (SSLSocketFactory) SSLSocketFactory.getDefault(),
                SSLConnectionSocketFactory.getDefaultHostnameVerifier());
    }

    /**
     * Does nothing: HttpClient calls this when an {@link Error} comes out of one call, and no other call would ever have a
     * connection again. Source: {@code MainClientExec} of 4.5.14.
     */
    @Override
    public void shutdown() {}
}
