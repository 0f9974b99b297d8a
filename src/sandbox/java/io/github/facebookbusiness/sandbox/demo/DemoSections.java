package io.github.facebookbusiness.sandbox.demo;

import io.github.facebookbusiness.sandbox.demo.Offer.Address;
import io.github.facebookbusiness.sandbox.demo.Offer.Button;
import io.github.facebookbusiness.sandbox.demo.Offer.SignIn;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the page of links offers: all that {@code docker/demo-realm.json} is prepared for. */
final class DemoSections {

    private static final String CONFIGURATIONS = "facebook-configurations";
    private static final String WHATSAPP = "facebook-whatsapp";
    private static final String SDK = "facebook-sdk";
    private static final String CONNECT = "connect-facebook-business:";

    private final String console;

    DemoSections(URI keycloak) {
        this.console = keycloak + "/admin/master/console/#/demo";
    }

    List<Section> all() {
        return List.of(
                configurations(), whatsApp(), instagram(), sdk(), connecting(), organizations(), moving(), asCode());
    }

    private Section configurations() {
        return new Section(
                "Several configurations in one provider",
                "One provider of the realm has four configurations. The dialog shows which permissions the chosen one"
                        + " asks for, and what comes back names it.",
                List.of(
                        business("own", "The provider's own", "Nobody chooses, and no name comes back.", Map.of()),
                        business(
                                "ads",
                                "Chosen by the application",
                                "The request says facebook_configuration=ads; the dialog asks for ads.",
                                Map.of("facebook_configuration", "ads")),
                        new SignIn(
                                "people",
                                "Chosen by the application, for a person",
                                "The configuration people has a token type of its own: a person signs in.",
                                DemoRealm.CLIENT,
                                Optional.empty(),
                                hinted(CONFIGURATIONS, Map.of("facebook_configuration", "people"))),
                        new SignIn(
                                "client",
                                "Chosen for the client",
                                "The client demo-pages gets pages, although the request says ads.",
                                "demo-pages",
                                Optional.of(CONFIGURATIONS),
                                hinted(CONFIGURATIONS, Map.of("facebook_configuration", "ads"))),
                        business(
                                "organization",
                                "Chosen for the organization",
                                "The request says organization:acme, whose attribute names pages. Choose Acme Coffee.",
                                Map.of("scope", "openid organization:acme")),
                        business(
                                "unlisted",
                                "A name that nobody listed",
                                "Refused with the reason code configuration_unknown, before anybody is sent to Meta.",
                                Map.of("facebook_configuration", "unheard-of")),
                        new Address(
                                "The provider in the console",
                                "Configurations and Client configurations are edited there.",
                                console + "/identity-providers/facebook-business/" + CONFIGURATIONS + "/settings")));
    }

    private static Section whatsApp() {
        return new Section(
                "WhatsApp Embedded Signup",
                "A client business brings its WhatsApp account. Its stored token says in signup what was signed up.",
                List.of(
                        new SignIn(
                                "whatsapp",
                                "In the dialog",
                                "Keycloak's page opens the dialog in a window, and the session info comes back with"
                                        + " the code. Choose Acme Coffee.",
                                DemoRealm.CLIENT,
                                Optional.of(WHATSAPP),
                                hinted(WHATSAPP, Map.of())),
                        new Address(
                                "On Meta's hosted page",
                                "Choose Bolt Bicycles. No code comes back: Meta's webhook tells the extension, which"
                                        + " fetches the token with the provider's own within two minutes.",
                                "/messaging/whatsapp/onboard/?app_id=" + DemoGraph.APP_ID + "&config_id="
                                        + DemoGraph.WHATSAPP_CONFIGURATION + "&extras=%7B%22setup%22:%7B%7D%7D"),
                        new Address(
                                "What is stored",
                                "The tokens of the provider. Reload it after the hosted page.",
                                "/demo/tokens/" + WHATSAPP)));
    }

    private static Section instagram() {
        return new Section(
                "Instagram",
                "A person brings the Instagram accounts that they manage.",
                List.of(new SignIn(
                        "instagram",
                        "Sign in",
                        "The dialog is opened with the extras that Meta wants for Instagram; the token is the"
                                + " person's.",
                        DemoRealm.CLIENT,
                        Optional.empty(),
                        hinted("facebook-instagram", Map.of()))));
    }

    private static Section sdk() {
        return new Section(
                "Meta's JavaScript SDK",
                "Keycloak serves a page of its own that loads the SDK, here the sandbox's. Let your browser open the"
                        + " window.",
                List.of(
                        new SignIn(
                                "sdk-business",
                                "A business",
                                "The page's button calls FB.login, and a code comes back to that page.",
                                DemoRealm.CLIENT,
                                Optional.of(SDK),
                                hinted(SDK, Map.of())),
                        new SignIn(
                                "sdk-person",
                                "A person",
                                "The page has Meta's own login button as well, which brings a token in place of a"
                                        + " code.",
                                DemoRealm.CLIENT,
                                Optional.empty(),
                                hinted("facebook-sdk-person", Map.of()))));
    }

    private static Section connecting() {
        return new Section(
                "Connect a business to an account",
                "Sign in as alice, password alice: she stays alice, and the business's token is stored. Cancel"
                        + " somewhere, to see kc_action_status say so.",
                List.of(
                        connect(
                                "connect",
                                "By redirect",
                                "Alice becomes a member of the business's organization.",
                                CONFIGURATIONS),
                        connect(
                                "connect-sdk",
                                "By the JavaScript SDK",
                                "The same through the page of the SDK; this provider maps no organizations.",
                                SDK)));
    }

    private Section organizations() {
        return new Section(
                "Organizations",
                "Each client business has an organization of the realm: Acme Coffee's was prepared, with the alias"
                        + " acme; Bolt Bicycles' is made.",
                List.of(
                        business(
                                "organizations",
                                "Sign in with the scope organization",
                                "The claim organization has the alias of the business's organization.",
                                Map.of("scope", "openid organization")),
                        new Address(
                                "Organizations in the console",
                                "Disable one there, and its business is kept out.",
                                console + "/organizations")));
    }

    private static Section moving() {
        return new Section(
                "Moving over from Keycloak's Facebook provider, and back",
                "Carla, Dennis and Emma came in by the built-in provider facebook of the same app. Emma has a second"
                        + " account, made by the new provider facebook-moved: a conflict. What the three granted is"
                        + " unknown, since a realm file brings no stored tokens.",
                List.of(
                        new Button("Dry run", "Who would move. Nothing changes.", AdminCall.DRY_RUN),
                        new Button("Move over", "Gives them links at the new provider.", AdminCall.MOVE),
                        new SignIn(
                                "moved",
                                "Sign in by the new provider",
                                "Choose Carla or Dennis, after moving over: they are in their old account, and no form"
                                        + " was shown.",
                                DemoRealm.CLIENT,
                                Optional.empty(),
                                hinted("facebook-moved", Map.of())),
                        new Button(
                                "And back",
                                "Who came first by the new provider, Ben for instance, gets a link at the old one.",
                                AdminCall.MOVE_BACK),
                        new SignIn(
                                "storing",
                                "Sign in by a provider that stores tokens",
                                "Choose Ada. It is another provider of the same app.",
                                DemoRealm.CLIENT,
                                Optional.empty(),
                                hinted("facebook-person", Map.of())),
                        new Button(
                                "Dry run from that one",
                                "Now Meta is asked what she granted, and what it will invalidate.",
                                AdminCall.DRY_RUN_WITH_TOKENS)));
    }

    private Section asCode() {
        return new Section(
                "Config as code",
                "All of this came from docker/demo-realm.json. How to keep a provider in git is told in"
                        + " docs/config-as-code.md.",
                List.of(
                        new Button(
                                "Export",
                                "Identity providers and mappers, as the console's Partial export gives them: secrets"
                                        + " are masked, vault references are not.",
                                AdminCall.EXPORT),
                        new Address(
                                "Identity providers in the console", "The same.", console + "/identity-providers")));
    }

    /** A business, by the provider with several configurations. */
    private static SignIn business(String key, String label, String expectation, Map<String, String> parameters) {
        return new SignIn(
                key,
                label,
                expectation,
                DemoRealm.CLIENT,
                Optional.of(CONFIGURATIONS),
                hinted(CONFIGURATIONS, parameters));
    }

    private static SignIn connect(String key, String label, String expectation, String alias) {
        return new SignIn(
                key,
                label,
                expectation,
                DemoRealm.CLIENT,
                Optional.of(alias),
                Map.of("kc_action", CONNECT + alias, "scope", "openid organization:*"));
    }

    private static Map<String, String> hinted(String alias, Map<String, String> parameters) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("kc_idp_hint", alias);
        all.putAll(parameters);
        return all;
    }
}
