package io.github.facebookbusiness.sandbox;

import java.util.List;
import java.util.Optional;

/** Meta's Graph host: finds the endpoint of a call, and logs what became of it. */
final class GraphHost {
    private final Apps apps;
    private final CallLog strays;
    private final Mishaps mishaps;
    private final List<Route> routes;

    GraphHost(Apps apps, CallLog strays, Mishaps mishaps) {
        this.apps = apps;
        this.strays = strays;
        this.mishaps = mishaps;
        Authentication authentication = new Authentication(apps);
        routes = List.of(
                Route.of("GET POST", "oauth/access_token", new AccessTokenEndpoint(apps)),
                Route.of("GET", "oauth/revoke", new RevokeEndpoint(apps, authentication)),
                Route.of("GET", "me", new MeEndpoint(authentication)),
                Route.of("GET", "me/permissions", new MePermissionsEndpoint(authentication)),
                Route.of("DELETE", "me/permissions", new DeauthorizeEndpoint(authentication)),
                Route.of("GET", "debug_token", new DebugTokenEndpoint(apps, authentication)),
                Route.of("POST", "*/system_user_access_tokens", new SystemUserTokensEndpoint(authentication)),
                Route.of("GET", "*/assigned_pages", new AssignedAssetsEndpoint(authentication, AssetKind.PAGE)),
                Route.of(
                        "GET",
                        "*/assigned_ad_accounts",
                        new AssignedAssetsEndpoint(authentication, AssetKind.AD_ACCOUNT)),
                Route.of(
                        "GET",
                        "*/assigned_product_catalogs",
                        new AssignedAssetsEndpoint(authentication, AssetKind.CATALOG)),
                Route.of(
                        "GET",
                        "*/assigned_whatsapp_business_accounts",
                        new AssignedAssetsEndpoint(authentication, AssetKind.WHATSAPP_BUSINESS_ACCOUNT)),
                Route.of("POST", "", new BatchEndpoint(authentication, this::answer)),
                Route.of("GET", "*", new NodeEndpoint(apps, authentication)));
    }

    Answer answer(GraphRequest request) {
        Optional<SandboxApp> app = apps.addressed(request);
        Optional<Endpoint> endpoint = routes.stream()
                .filter(route -> route.matches(request))
                .findFirst()
                .map(Route::endpoint);
        Operation operation = endpoint.map(found -> found.operation(request)).orElse(Operation.UNKNOWN);
        Answer answer = attempt(endpoint, request, app);
        if (app.isPresent() && request.nesting() == Nesting.TOP_LEVEL) {
            answer = mishaps.befall(operation, answer, request, app.get());
        }
        answer = answer.with("facebook-api-version", request.version().orElse("v26.0"));
        app.map(SandboxApp::log).orElse(strays).add(GraphCall.finishedNow(request, operation, answer));
        return answer;
    }

    private static Answer attempt(Optional<Endpoint> endpoint, GraphRequest request, Optional<SandboxApp> app) {
        try {
            return endpoint.orElseThrow(() -> GraphError.oauth(
                                    2500, "Unknown path components: /" + String.join("/", request.path()))
                            .refusal())
                    .answer(request);
        } catch (GraphRefusal refusal) {
            return app.map(known -> refusal.error().under(known.faults()))
                    .orElse(refusal.error())
                    .answer();
        }
    }
}
