package io.github.facebookbusiness.sandbox.demo;

import java.util.Map;
import java.util.Optional;

/** One thing to try on the demo's page of links. */
sealed interface Offer {

    String label();

    /** What will be seen, in a sentence. */
    String expectation();

    /**
     * A login, or an action of somebody who signs in.
     *
     * @param key what names it in addresses
     * @param client the id of the application that asks, which is its secret as well
     * @param alias the provider whose stored tokens tell what came of it; empty for one that stores none
     * @param parameters of the authorization request, beside those that each has
     */
    record SignIn(
            String key,
            String label,
            String expectation,
            String client,
            Optional<String> alias,
            Map<String, String> parameters)
            implements Offer {}

    /** A page of somebody else's, or of this application. */
    record Address(String label, String expectation, String href) implements Offer {}

    /** A call that the application makes to Keycloak and whose answer it shows. */
    record Button(String label, String expectation, AdminCall call) implements Offer {}
}
