package io.github.facebookbusiness.keycloak.graph;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.auth.AuthScope;
import org.apache.http.auth.UsernamePasswordCredentials;
import org.apache.http.client.CredentialsProvider;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.config.RegistryBuilder;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.conn.socket.PlainConnectionSocketFactory;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.entity.ContentType;
import org.apache.http.entity.StringEntity;
import org.apache.http.impl.client.BasicCredentialsProvider;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.apache.http.impl.conn.SystemDefaultRoutePlanner;

/**
 * Sends a form and reads the answer: one try, on the caller's thread, over connections that are kept for the next one. The
 * answer has a largest size and, from the first look for an address to its last byte, an end.
 *
 * <p>The client is the one that Keycloak ships, but not the one that Keycloak sets up: {@code docs/adr/0022}.
 */
final class HttpWire {

    /** As long as anybody may keep a connection: addresses of Meta's change. */
    private static final Duration CONNECTION_AGE = Duration.ofMinutes(20);

    private final CloseableHttpClient client;
    private final ScheduledThreadPoolExecutor ends = new ScheduledThreadPoolExecutor(1, HttpWire::thread);
    private final int answerBytes;

    HttpWire(GraphLimits limits, OutgoingProxy proxy) {
        this.client = client(limits, proxy);
        this.answerBytes = limits.answerBytes();
        // A call that has ended leaves nothing behind of what it sent.
        ends.setRemoveOnCancelPolicy(true);
    }

    private static CloseableHttpClient client(GraphLimits limits, OutgoingProxy proxy) {
        PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager(
                RegistryBuilder.<ConnectionSocketFactory>create()
                        .register("http", PlainConnectionSocketFactory.getSocketFactory())
                        .register("https", SSLConnectionSocketFactory.getSystemSocketFactory())
                        .build(),
                new SilentConnections(),
                null,
                null,
                CONNECTION_AGE.toMillis(),
                TimeUnit.MILLISECONDS);
        // Who may call has a connection.
        connections.setMaxTotal(limits.concurrentCalls());
        connections.setDefaultMaxPerRoute(limits.concurrentCalls());
        return HttpClients.custom()
                .setConnectionManager(connections)
                .setRoutePlanner(new SystemDefaultRoutePlanner(proxy.selector()))
                .setDefaultCredentialsProvider(credentials(proxy))
                .setRequestExecutor(new TunnelRequests())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectTimeout(Math.toIntExact(limits.connect().toMillis()))
                        .setSocketTimeout(Math.toIntExact(limits.answer().toMillis()))
                        .setNormalizeUri(false)
                        .build())
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableContentCompression()
                .build();
    }

    /** For the proxy alone: Graph's own question who this server is, which it never asks, gets no answer. */
    private static CredentialsProvider credentials(OutgoingProxy proxy) {
        CredentialsProvider credentials = new BasicCredentialsProvider();
        proxy.login()
                .ifPresent(login -> credentials.setCredentials(
                        new AuthScope(login.host(), login.port()),
                        new UsernamePasswordCredentials(login.user(), login.password())));
        return credentials;
    }

    /** No server waits for it to end. */
    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "facebook-business-graph-ends");
        thread.setDaemon(true);
        return thread;
    }

    /** @throws GraphException where there is no answer, or more of one than may be */
    HttpAnswer post(URI uri, String form, Duration time) throws GraphException {
        HttpPost post = new HttpPost(uri);
        post.setHeader("Accept", "application/json");
        post.setEntity(new StringEntity(form, ContentType.create("application/x-www-form-urlencoded")));
        Future<?> end = ends.schedule(post::abort, time.toNanos(), TimeUnit.NANOSECONDS);
        try (CloseableHttpResponse response = client.execute(post)) {
            int status = response.getStatusLine().getStatusCode();
            if (TunnelRequests.asksForLogin(status)) {
                throw new GraphException(GraphError.Cause.GRAPH_UNREACHABLE);
            }
            HttpEntity entity = response.getEntity();
            return new HttpAnswer(
                    status,
                    firstOfEach(response.getAllHeaders()),
                    entity == null ? "" : read(entity.getContent(), answerBytes));
        } catch (IOException e) {
            boolean late = post.isAborted() || e instanceof InterruptedIOException;
            throw new GraphException(
                    GraphError.of(late ? GraphError.Cause.GRAPH_TIMEOUT : GraphError.Cause.GRAPH_UNREACHABLE), e);
        } finally {
            end.cancel(false);
        }
    }

    private static Map<String, String> firstOfEach(Header[] headers) {
        Map<String, String> first = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Header header : headers) {
            first.putIfAbsent(header.getName(), header.getValue());
        }
        return first;
    }

    /** What is left of an answer that is too large is not read: its connection is closed with the response. */
    static String read(InputStream content, int limit) throws IOException, GraphException {
        byte[] bytes = content.readNBytes(limit + 1);
        if (bytes.length > limit) {
            throw new GraphException(GraphError.Cause.ANSWER_MALFORMED);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
