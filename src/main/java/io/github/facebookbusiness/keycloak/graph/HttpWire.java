package io.github.facebookbusiness.keycloak.graph;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.MalformedChunkCodingException;
import org.apache.http.auth.AuthSchemeProvider;
import org.apache.http.auth.AuthScope;
import org.apache.http.auth.UsernamePasswordCredentials;
import org.apache.http.client.ClientProtocolException;
import org.apache.http.client.CredentialsProvider;
import org.apache.http.client.config.AuthSchemes;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.config.RegistryBuilder;
import org.apache.http.conn.ConnectionKeepAliveStrategy;
import org.apache.http.entity.ContentType;
import org.apache.http.entity.StringEntity;
import org.apache.http.impl.auth.BasicSchemeFactory;
import org.apache.http.impl.client.BasicCredentialsProvider;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.DefaultConnectionKeepAliveStrategy;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.SystemDefaultRoutePlanner;

/**
 * Sends a form and reads the answer: one try, on the caller's thread. The answer has a largest size, and from its
 * connection's beginning to its last byte an end; only the look for an address has none, as in all of Java.
 *
 * <p>The client is the one that Keycloak ships, but not the one that Keycloak sets up: {@code docs/adr/0022}. It is long for
 * one reason: all that is not HttpClient's default is said here.
 */
final class HttpWire {

    /** Without a call: firewalls forget a connection after some minutes, and the next call would hang. */
    private static final Duration LONGEST_IDLE = Duration.ofSeconds(30);

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
        return HttpClients.custom()
                .setConnectionManager(new KeptConnections(limits.concurrentCalls()))
                .setKeepAliveStrategy(keepAlive())
                .setRoutePlanner(new SystemDefaultRoutePlanner(proxy.selector()))
                .setRequestExecutor(new TunnelRequests(proxy))
                .setDefaultCredentialsProvider(credentials(proxy))
                .setDefaultAuthSchemeRegistry(RegistryBuilder.<AuthSchemeProvider>create()
                        .register(AuthSchemes.BASIC, new BasicSchemeFactory(StandardCharsets.UTF_8))
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectTimeout(Math.toIntExact(limits.connect().toMillis()))
                        .setSocketTimeout(Math.toIntExact(limits.answer().toMillis()))
                        .setNormalizeUri(false)
                        .setProxyPreferredAuthSchemes(List.of(AuthSchemes.BASIC))
                        .setTargetPreferredAuthSchemes(List.of())
                        .build())
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableConnectionState()
                .disableContentCompression()
                .build();
    }

    private static ConnectionKeepAliveStrategy keepAlive() {
        return (response, context) -> {
            long told = DefaultConnectionKeepAliveStrategy.INSTANCE.getKeepAliveDuration(response, context);
            return told < 0 ? LONGEST_IDLE.toMillis() : Math.min(told, LONGEST_IDLE.toMillis());
        };
    }

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
            HttpEntity entity = response.getEntity();
            return new HttpAnswer(
                    response.getStatusLine().getStatusCode(),
                    firstOfEach(response.getAllHeaders()),
                    entity == null ? "" : read(entity.getContent(), answerBytes));
        } catch (IOException e) {
            boolean late = post.isAborted() || e instanceof InterruptedIOException;
            GraphError error =
                    GraphError.of(late ? GraphError.Cause.GRAPH_TIMEOUT : GraphError.Cause.GRAPH_UNREACHABLE);
            throw quotesAnswer(e) ? new GraphException(error) : new GraphException(error, e);
        } finally {
            end.cancel(false);
        }
    }

    /** The answer may hold a token: what quotes it is not passed on. */
    private static boolean quotesAnswer(IOException failure) {
        return failure instanceof ClientProtocolException || failure instanceof MalformedChunkCodingException;
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
