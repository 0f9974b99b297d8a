package io.github.facebookbusiness.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.facebookbusiness.keycloak.testing.TlsIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

    @TempDir
    private static Path folder;

    private static TlsIdentity identity;
    private static HttpClient caller;

    @BeforeAll
    static void trust() {
        identity = TlsIdentity.of(List.of("localhost"), folder);
        caller = HttpClient.newBuilder().sslContext(identity.trust()).build();
    }

    @Test
    void over_tls_the_same_app_answers_as_without() throws Exception {
        try (GraphSandbox sandbox = GraphSandbox.start(0)) {
            SandboxApp app = sandbox.addApp();
            int port = sandbox.serveTls(0, identity.context());

            HttpResponse<String> answer = grant("https://localhost:" + port, app);

            assertEquals(200, answer.statusCode(), answer.body());
            assertEquals(answer.body(), grant(sandbox.address().toString(), app).body());
            assertEquals(2, app.log().calls().size());
        }
    }

    @Test
    void a_port_that_is_taken_is_said() {
        try (GraphSandbox sandbox = GraphSandbox.start(0)) {
            int port = sandbox.serveTls(0, identity.context());
            assertThrows(UncheckedIOException.class, () -> sandbox.serveTls(port, identity.context()));
        }
    }

    @Test
    void it_ends_with_the_sandbox() {
        GraphSandbox sandbox = GraphSandbox.start(0);
        SandboxApp app = sandbox.addApp();
        int port = sandbox.serveTls(0, identity.context());
        sandbox.close();
        assertThrows(ConnectException.class, () -> grant("https://localhost:" + port, app));
    }

    private static HttpResponse<String> grant(String graph, SandboxApp app) throws IOException, InterruptedException {
        String form = "grant_type=client_credentials&client_id=" + app.id() + "&client_secret=" + app.secret();
        return caller.send(
                HttpRequest.newBuilder(URI.create(graph + "/v26.0/oauth/access_token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
