package io.github.facebookbusiness.keycloak.graph;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.apache.http.HttpException;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.config.MessageConstraints;
import org.apache.http.impl.conn.DefaultManagedHttpClientConnection;
import org.apache.http.io.BufferInfo;

/**
 * A connection that never logs what goes over it, hangs up at once, and is not used again after an answer that nobody asked
 * for.
 *
 * <p>Those of HttpClient's own factory write heads to {@code org.apache.http.headers} and everything to
 * {@code org.apache.http.wire} where an operator sets such a category, or all, to DEBUG: App secret, codes and tokens with
 * it. Source: {@code LoggingManagedHttpClientConnection} of HttpClient 4.5.14.
 */
final class SilentConnection extends DefaultManagedHttpClientConnection {

    private static final int BUFFER_BYTES = 8 * 1024;

    /** More than Meta sends. */
    private static final MessageConstraints HEAD = MessageConstraints.custom()
            .setMaxHeaderCount(100)
            .setMaxLineLength(16 * 1024)
            .build();

    /** So long after its last answer it is asked whether the other end hung up without a word, which takes a millisecond. */
    private static final Duration LONG = Duration.ofMillis(500);

    /** The one below TLS and below a tunnel. */
    private volatile Socket lowest;

    private long answeredAt = System.nanoTime();

    SilentConnection() {
        super("graph", BUFFER_BYTES, BUFFER_BYTES, null, null, HEAD, null, null, null, null);
    }

    @Override
    public void bind(Socket socket) throws IOException {
        if (!(socket instanceof SSLSocket)) {
            lowest = socket;
        }
        super.bind(socket);
    }

    /** In the middle of an answer, TLS 1.3 would first read on to its end, however long that takes. */
    @Override
    public void close() throws IOException {
        hangUp();
        super.close();
    }

    @Override
    public void shutdown() throws IOException {
        hangUp();
        super.shutdown();
    }

    private void hangUp() throws IOException {
        Socket socket = lowest;
        if (socket != null) {
            socket.close();
        }
    }

    @Override
    public HttpResponse receiveResponseHeader() throws HttpException, IOException {
        answeredAt = System.nanoTime();
        return super.receiveResponseHeader();
    }

    @Override
    public boolean isStale() {
        boolean unusedForLong = System.nanoTime() - answeredAt > LONG.toNanos();
        return !isOpen() || hasUnasked() || unusedForLong && (super.isStale() || isAnsweredAlready());
    }

    /** Something came since the last answer. A proper end of TLS is something, too. */
    private boolean hasUnasked() {
        try {
            return isAnsweredAlready() || lowest.getInputStream().available() > 0;
        } catch (IOException e) {
            return true;
        }
    }

    /** What is left of one answer would be taken for the next one. */
    @Override
    public void sendRequestHeader(HttpRequest request) throws HttpException, IOException {
        // Not hasUnasked: at a new connection, TLS 1.3 still has tickets to read.
        if (isAnsweredAlready()) {
            throw new IOException("There was an answer before the request");
        }
        super.sendRequestHeader(request);
    }

    private boolean isAnsweredAlready() {
        return ((BufferInfo) getSessionInputBuffer()).length() > 0;
    }
}
