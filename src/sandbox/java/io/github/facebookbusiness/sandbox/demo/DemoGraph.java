package io.github.facebookbusiness.sandbox.demo;

import com.sun.net.httpserver.HttpHandler;
import io.github.facebookbusiness.sandbox.GraphSandbox;
import io.github.facebookbusiness.sandbox.SandboxApp;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import io.github.facebookbusiness.sandbox.SandboxPerson;
import io.github.facebookbusiness.sandbox.TokenExpiry;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The Graph sandbox with the app, the configurations and the people that {@code docker/demo-realm.json} names. */
final class DemoGraph implements AutoCloseable {

    static final String APP_ID = "1029384756102938";
    static final String WHATSAPP_CONFIGURATION = "2200330044005507";

    private static final String APP_SECRET = "0123456789abcdef0123456789abcdef";
    private static final List<String> ALIASES = List.of(
            "facebook-business",
            "facebook-person",
            "facebook-configurations",
            "facebook-whatsapp",
            "facebook-instagram",
            "facebook-sdk",
            "facebook-sdk-person",
            "facebook-moved");

    private final GraphSandbox sandbox;
    private final SandboxApp app;

    private DemoGraph(GraphSandbox sandbox, SandboxApp app) {
        this.sandbox = sandbox;
        this.app = app;
    }

    /** Its one app sends people back to the demo realm of the Keycloak at this address. */
    static DemoGraph start(int port, URI keycloak) {
        return in(GraphSandbox.start(port), keycloak);
    }

    /** As {@link #start}, in a container: reached from outside of it. */
    static DemoGraph startInContainer(int port, URI keycloak) {
        return in(GraphSandbox.startInContainer(port), keycloak);
    }

    private static DemoGraph in(GraphSandbox sandbox, URI keycloak) {
        SandboxApp app = sandbox.addApp(APP_ID, APP_SECRET).named("Demo app").allowSdkDomain(keycloak.toString());
        ALIASES.forEach(alias -> app.allowRedirect(keycloak + "/realms/demo/broker/" + alias + "/endpoint"));
        String callbacks = keycloak + "/realms/demo/facebook-business/facebook-business/";
        app.callbacks()
                .webhook(URI.create(callbacks + "webhook"))
                .deauthorize(URI.create(callbacks + "deauthorize"))
                .dataDeletion(URI.create(callbacks + "data-deletion"));
        app.withPeople(
                person("10150000000000001", "Ada", "Adams", Optional.of("ada@example.org")),
                person("10150000000000002", "Ben", "Berg", Optional.empty()),
                person("10150000000000003", "Carla", "Costa", Optional.of("carla@example.com")),
                person("10150000000000004", "Dennis", "Dahl", Optional.of("dennis@example.com")),
                person("10150000000000005", "Emma", "Evans", Optional.of("emma@example.com")));
        configure(app);
        return new DemoGraph(sandbox, app);
    }

    private static void configure(SandboxApp app) {
        SandboxConfiguration pages = SandboxConfiguration.systemUser("business_management", "pages_show_list");
        // Without e-mail: the same person comes in by several providers here, as accounts that have nothing in common.
        SandboxConfiguration person = SandboxConfiguration.user("public_profile", "pages_show_list");
        List.of(
                        SandboxConfiguration.systemUser("business_management", "pages_show_list", "ads_management")
                                .withId("2200330044005501"),
                        SandboxConfiguration.user("email", "public_profile", "pages_show_list")
                                .withId("2200330044005502"),
                        pages.withId("2200330044005503"),
                        SandboxConfiguration.systemUser("business_management", "ads_management", "ads_read")
                                .withId("2200330044005504"),
                        SandboxConfiguration.systemUser("pages_show_list", "pages_manage_posts")
                                .withId("2200330044005505"),
                        person.withId("2200330044005506"),
                        SandboxConfiguration.whatsAppEmbeddedSignup()
                                .withId(WHATSAPP_CONFIGURATION)
                                .withExpiry(TokenExpiry.SIXTY_DAYS),
                        SandboxConfiguration.instagramGraphApi("instagram_basic", "pages_show_list")
                                .withId("2200330044005508"),
                        pages.withId("2200330044005509"),
                        person.withId("2200330044005510"),
                        person.withId("2200330044005511"))
                .forEach(app::addConfiguration);
    }

    private static SandboxPerson person(String id, String firstName, String lastName, Optional<String> email) {
        return new SandboxPerson(id, firstName + ' ' + lastName, firstName, lastName, email);
    }

    URI address() {
        return sandbox.address();
    }

    SandboxApp app() {
        return app;
    }

    /** The Tech Provider's own token, by which the extension fetches what was granted on Meta's hosted page. */
    String providerToken() {
        return app.issueProviderToken();
    }

    /** Pages of the demo's application, beside Meta's. */
    void serve(String path, HttpHandler pages) {
        sandbox.serve(path, pages);
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
