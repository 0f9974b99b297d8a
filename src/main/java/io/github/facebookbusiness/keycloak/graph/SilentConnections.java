package io.github.facebookbusiness.keycloak.graph;

import org.apache.http.config.ConnectionConfig;
import org.apache.http.config.MessageConstraints;
import org.apache.http.conn.HttpConnectionFactory;
import org.apache.http.conn.ManagedHttpClientConnection;
import org.apache.http.conn.routing.HttpRoute;
import org.apache.http.impl.conn.DefaultManagedHttpClientConnection;

/**
 * Connections that never log what goes over them. Those of Apache's own factory write heads to {@code org.apache.http.headers}
 * and everything to {@code org.apache.http.wire} where an operator sets such a category, or all, to DEBUG: App secret, codes
 * and tokens with it. Source: {@code LoggingManagedHttpClientConnection} of HttpClient 4.5.14.
 */
final class SilentConnections implements HttpConnectionFactory<HttpRoute, ManagedHttpClientConnection> {

    private static final int BUFFER_BYTES = 8 * 1024;

    /** More than Meta sends, and not so much that the head of an answer could fill the memory. */
    private static final MessageConstraints HEAD = MessageConstraints.custom()
            .setMaxHeaderCount(500)
            .setMaxLineLength(64 * 1024)
            .build();

    @Override
    public ManagedHttpClientConnection create(HttpRoute route, ConnectionConfig unused) {
        return new DefaultManagedHttpClientConnection(
                "graph", BUFFER_BYTES, BUFFER_BYTES, null, null, HEAD, null, null, null, null);
    }
}
