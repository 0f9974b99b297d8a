package io.github.facebookbusiness.keycloak.graph;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.concurrent.TimeUnit;
import org.apache.http.HttpHost;
import org.apache.http.conn.routing.HttpRoute;
import org.junit.jupiter.api.Test;

class KeptConnectionsTest {

    /** HttpClient shuts all of them down when an {@link Error} comes out of one call. */
    @Test
    void one_call_that_ends_badly_does_not_end_the_others() throws Exception {
        KeptConnections connections = new KeptConnections(1);
        connections.shutdown();
        HttpRoute graph = new HttpRoute(new HttpHost("graph.facebook.com", 443, "https"));
        assertFalse(connections
                .requestConnection(graph, null)
                .get(1, TimeUnit.SECONDS)
                .isOpen());
    }
}
