package io.github.facebookbusiness.keycloak.benchmark;

import io.github.facebookbusiness.keycloak.testing.Browser;
import io.github.facebookbusiness.keycloak.testing.OidcClient;
import io.github.facebookbusiness.keycloak.testing.Page;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.sandbox.Grantor;
import java.net.URI;
import java.util.Map;

/**
 * One login as a browser goes through it, in a new session of its own, from the application's sign-in to the code that the
 * application gets. Meta's dialog is left out, which is nobody's work but Meta's and the person's: the code is there at
 * once. So is the application's own exchange, which is the same whatever came before.
 */
final class LoginDriver {

    private final TestRealm realm;
    private final URI meta;

    LoginDriver(TestRealm realm, URI meta) {
        this.realm = realm;
        this.meta = meta;
    }

    void logIn(LoginProvider provider, Grantor who) {
        URI application = realm.client().redirectUri();
        Browser browser = Browser.desktop().stopBefore(application).stopBefore(meta);
        Page leaving = browser.open(realm.client().authorizationRequest(Map.of("kc_idp_hint", provider.alias())));
        Map<String, String> asked = OidcClient.query(
                leaving.location().orElseThrow(() -> new IllegalStateException("No way to Meta: " + leaving)));
        String redirectUri = asked.get("redirect_uri");
        String code = realm.app().issueCode(provider.configuration(), who, redirectUri);
        Page end = browser.open(URI.create(redirectUri + "?code=" + code + "&state=" + asked.get("state")));
        boolean signedIn = end.location()
                .filter(address -> address.toString().startsWith(application.toString()))
                .filter(address -> OidcClient.query(address).containsKey("code"))
                .isPresent();
        if (!signedIn) {
            throw new IllegalStateException("Not signed in through " + provider.alias() + ": " + end);
        }
    }
}
