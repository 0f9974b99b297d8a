package io.github.facebookbusiness.sandbox.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Waits until a server can be used. It asks the management interface: Keycloak opens its port long before it can
 * answer there, with 503 meanwhile.
 */
final class Readiness {

    private static final Duration BETWEEN = Duration.ofMillis(100);

    private final KeycloakServer server;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    Readiness(KeycloakServer server) {
        this.server = server;
    }

    /**
     * @throws KeycloakFailure as soon as the process is gone, or when the time is up
     */
    void await(Duration limit) throws InterruptedException {
        HttpRequest ready = HttpRequest.newBuilder(URI.create(server.managementUrl() + "/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        long deadline = System.nanoTime() + limit.toNanos();
        while (!answersOk(ready)) {
            if (server.died()) {
                throw new KeycloakFailure("Keycloak ended while it was starting.", server.log());
            }
            if (System.nanoTime() > deadline) {
                throw new KeycloakFailure("Keycloak was not ready after " + limit.toSeconds() + " s.", server.log());
            }
            Thread.sleep(BETWEEN.toMillis());
        }
    }

    private boolean answersOk(HttpRequest request) throws InterruptedException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
