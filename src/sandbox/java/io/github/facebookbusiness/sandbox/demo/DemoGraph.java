package io.github.facebookbusiness.sandbox.demo;

import io.github.facebookbusiness.sandbox.GraphSandbox;
import io.github.facebookbusiness.sandbox.SandboxApp;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import java.net.URI;

/** The Graph sandbox with the app and the configurations that {@code docker/demo-realm.json} names. */
final class DemoGraph implements AutoCloseable {

    private static final String APP_ID = "1029384756102938";
    private static final String APP_SECRET = "0123456789abcdef0123456789abcdef";
    private static final String BUSINESS_CONFIGURATION = "2200330044005501";
    private static final String PERSON_CONFIGURATION = "2200330044005502";

    private final GraphSandbox sandbox;

    private DemoGraph(GraphSandbox sandbox) {
        this.sandbox = sandbox;
    }

    /** Its one app sends people back to the demo realm of the Keycloak at this address. */
    static DemoGraph start(int port, URI keycloak) {
        GraphSandbox sandbox = GraphSandbox.start(port);
        SandboxApp app = sandbox.addApp(APP_ID, APP_SECRET)
                .named("Demo app")
                .allowSdkDomain(keycloak.toString())
                .allowRedirect(keycloak + "/realms/demo/broker/facebook-business/endpoint")
                .allowRedirect(keycloak + "/realms/demo/broker/facebook-person/endpoint");
        String callbacks = keycloak + "/realms/demo/facebook-business/facebook-business/";
        app.callbacks()
                .webhook(URI.create(callbacks + "webhook"))
                .deauthorize(URI.create(callbacks + "deauthorize"))
                .dataDeletion(URI.create(callbacks + "data-deletion"));
        app.addConfiguration(SandboxConfiguration.systemUser("business_management", "pages_show_list", "ads_management")
                .withId(BUSINESS_CONFIGURATION));
        app.addConfiguration(SandboxConfiguration.user("email", "public_profile", "pages_show_list")
                .withId(PERSON_CONFIGURATION));
        return new DemoGraph(sandbox);
    }

    URI address() {
        return sandbox.address();
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
