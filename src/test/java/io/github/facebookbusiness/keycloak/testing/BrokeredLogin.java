package io.github.facebookbusiness.keycloak.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Map;

/** One person in front of one browser who signs in to the realm's application through a provider. */
public final class BrokeredLogin {

    private final TestRealm realm;
    private final String alias;
    private final Browser browser;

    private BrokeredLogin(TestRealm realm, String alias, Browser browser) {
        this.realm = realm;
        this.alias = alias;
        this.browser = browser.stopBefore(realm.client().redirectUri());
    }

    public static BrokeredLogin of(TestRealm realm, String alias) {
        return with(realm, alias, Browser.desktop());
    }

    public static BrokeredLogin with(TestRealm realm, String alias, Browser browser) {
        return new BrokeredLogin(realm, alias, browser);
    }

    public Browser browser() {
        return browser;
    }

    /** From now on stops when a first login has made its account, and Keycloak has not linked it yet. */
    public BrokeredLogin stopBeforeLink() {
        browser.stopBefore(URI.create(realm.url() + "/broker/after-first-broker-login"));
        return this;
    }

    /** From now on stops at the application, and nowhere before. */
    public BrokeredLogin stopOnlyAtTheEnd() {
        browser.stopNowhere().stopBefore(realm.client().redirectUri());
        return this;
    }

    /** Opens the application's sign-in, which goes straight to the provider: Meta's dialog, or why not. */
    public Page open() {
        return browser.open(realm.client().authorizationRequest(Map.of("kc_idp_hint", alias)));
    }

    /** Agrees in the dialog to what is preselected, and goes on to where that ends. */
    public Page agree() {
        return open().submit("form", Map.of(), "#continue");
    }

    /** Agrees as a certain business or person. */
    public Page agreeAs(String field, String id) {
        return open().submit("form", Map.of(field, id), "#continue");
    }

    /** Cancels in the dialog. */
    public Page cancel() {
        return open().submit("form", Map.of(), "#cancel");
    }

    /** The claims of the access token that the application gets in the end. */
    public JsonNode claims(Page end) {
        String accessToken = realm.client()
                .tokensFor(end.location().orElseThrow(() -> new AssertionError("Not signed in: " + end)))
                .expect(200)
                .text("access_token");
        return OidcClient.claims(accessToken);
    }
}
