package io.github.facebookbusiness.keycloak.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.facebookbusiness.sandbox.GraphSandbox;
import io.github.facebookbusiness.sandbox.SandboxApp;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import java.net.URI;

/** An app in the Graph sandbox with the two configurations that the realm file's providers use. */
record TestApp(URI graph, SandboxApp app, SandboxConfiguration business, SandboxConfiguration person) {

    static TestApp addTo(GraphSandbox sandbox) {
        SandboxApp app = sandbox.addApp();
        return new TestApp(
                sandbox.address(),
                app,
                app.addConfiguration(
                        SandboxConfiguration.systemUser("business_management", "pages_show_list", "ads_management")),
                app.addConfiguration(SandboxConfiguration.user("email", "public_profile", "pages_show_list")));
    }

    /** What makes a provider speak for this app. */
    ObjectNode providerConfig(String tokenType) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("clientId", app.id())
                .put("clientSecret", app.secret())
                .put("configId", tokenType.equals("user") ? person.id() : business.id())
                .put("graphUrl", graph.toString())
                .put("dialogUrl", graph.toString())
                .put("sdkUrl", graph.toString());
    }
}
