package io.github.facebookbusiness.sandbox;

import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Where Meta calls the app's server by itself, as the App Dashboard has it: with an address set, what happens at Meta
 * is sent there in the background, in its order, and once. Meta would try again for 36 hours; a test that needs the
 * same delivery again makes one, by {@link SandboxApp#webhook} or {@link SandboxApp#signedRequest}.
 */
public final class Callbacks {
    private final SandboxApp app;
    private final List<SentCallback> sent = new CopyOnWriteArrayList<>();
    private final ThreadPoolExecutor sender =
            new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                Thread thread = new Thread(work, "graph-sandbox-callbacks");
                thread.setDaemon(true);
                return thread;
            });
    private volatile Optional<URI> webhook = Optional.empty();
    private volatile Optional<URI> deauthorize = Optional.empty();
    private volatile Optional<URI> dataDeletion = Optional.empty();

    Callbacks(SandboxApp app) {
        this.app = app;
        sender.allowCoreThreadTimeOut(true);
    }

    /**
     * Subscribes to Business Integration Webhooks and to {@code account_update} of WhatsApp accounts, without the
     * handshake: see {@link WebhookHandshake}.
     */
    public Callbacks webhook(URI callback) {
        webhook = Optional.of(callback);
        return this;
    }

    /** The Deauthorize callback URL. */
    public Callbacks deauthorize(URI callback) {
        deauthorize = Optional.of(callback);
        return this;
    }

    /** The Data deletion request URL. */
    public Callbacks dataDeletion(URI callback) {
        dataDeletion = Optional.of(callback);
        return this;
    }

    /** What was sent and answered, oldest first. */
    public List<SentCallback> sent() {
        return List.copyOf(sent);
    }

    void installed(SandboxBusiness business, SandboxConfiguration configuration) {
        tell("business_integration_install", app.webhook().installed(business, configuration));
    }

    void updated(SandboxBusiness business) {
        tell("business_integration_update", app.webhook().updated(business));
    }

    void uninstalled(SandboxBusiness business) {
        tell("business_integration_uninstall", app.webhook().uninstalled(business));
    }

    void partnerAdded(SandboxBusiness business, SandboxAsset account) {
        tell("account_update", app.webhook().partnerAdded(business, account));
    }

    void removedBy(SandboxPerson person) {
        SignedRequest request = app.signedRequest(person.id());
        deauthorize.ifPresent(callback -> send("deauthorize", callback, request::sendTo));
    }

    void deletionAskedBy(SandboxPerson person) {
        SignedRequest request = app.signedRequest(person.id());
        dataDeletion.ifPresent(callback -> send("data_deletion", callback, request::sendTo));
    }

    private void tell(String field, Webhook change) {
        WebhookDelivery delivery = change.delivery();
        webhook.ifPresent(callback -> send(field, callback, delivery::sendTo));
    }

    private void send(String occasion, URI callback, Function<URI, HttpResponse<String>> request) {
        sender.execute(() -> sent.add(outcome(occasion, callback, request)));
    }

    private static SentCallback outcome(String occasion, URI callback, Function<URI, HttpResponse<String>> request) {
        try {
            HttpResponse<String> answer = request.apply(callback);
            return new SentCallback(occasion, callback, answer.statusCode(), answer.body());
        } catch (UncheckedIOException unreachable) {
            return new SentCallback(occasion, callback, 0, "");
        }
    }
}
