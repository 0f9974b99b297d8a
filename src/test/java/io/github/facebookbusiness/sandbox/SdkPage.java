package io.github.facebookbusiness.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * A site of another origin that runs the sandbox's JavaScript SDK under a strict Content-Security-Policy. Its page
 * writes down what the SDK says, one line each: callbacks, events, messages, and what the policy refused.
 */
final class SdkPage implements AutoCloseable {
    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>SDK</title><link rel="icon" href="data:,"></head>
            <body>
            <p><button id="code" type="button">Code</button> <button id="token" type="button">Token</button></p>
            <fb:login-button config_id="%3$s" onlogin="window.evaluated = true;"></fb:login-button>
            <ol id="log"></ol>
            <script nonce="%1$s">
            const note = (name, value) => {
              const line = document.createElement('li');
              line.textContent = name + ' ' + (typeof value === 'string' ? value : JSON.stringify(value));
              document.getElementById('log').append(line);
            };
            addEventListener('securitypolicyviolation', (event) => note('violation', event.blockedURI));
            addEventListener('message', (event) => note('message', event.origin + ' ' + event.data));
            window.fbAsyncInit = () => {
              for (const name of ['auth.login', 'auth.statusChange', 'auth.authResponseChange']) {
                FB.Event.subscribe(name, (answer) => note(name, answer));
              }
              FB.init({ appId: '%2$s', version: 'v26.0', xfbml: true });
              note('ready', String(document.querySelectorAll('.fb-login-button-rendered').length));
            };
            document.getElementById('code').addEventListener('click', () => FB.login((answer) => note('login', answer), {
              config_id: '%4$s', response_type: 'code', override_default_response_type: true, extras: { setup: {} },
            }));
            document.getElementById('token').addEventListener('click', () =>
              FB.login((answer) => note('login', answer), { config_id: '%4$s' }));
            </script>
            <script nonce="%1$s" async crossorigin="anonymous" src="%5$s/en_US/sdk.js"></script>
            </body></html>
            """;

    private final HttpServer server;
    private final URI sandbox;
    private volatile String body = "";

    SdkPage(URI sandbox) {
        this.sandbox = sandbox;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException cannotListen) {
            throw new UncheckedIOException(cannotListen);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    /** The page for this app: its button has one configuration, its calls of {@code FB.login} the other. */
    SdkPage of(SandboxApp app, SandboxConfiguration button, SandboxConfiguration login) {
        body = PAGE.formatted("n0nce", app.id(), button.id(), login.id(), sandbox);
        return this;
    }

    URI uri() {
        return URI.create(origin() + "/page");
    }

    String origin() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        exchange.getResponseHeaders()
                .set(
                        "Content-Security-Policy",
                        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
                                + "img-src data:; script-src 'nonce-n0nce' " + sandbox
                                + "; require-trusted-types-for 'script'");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
