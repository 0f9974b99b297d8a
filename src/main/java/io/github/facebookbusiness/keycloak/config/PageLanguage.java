package io.github.facebookbusiness.keycloak.config;

import java.util.regex.Pattern;
import org.keycloak.locale.LocaleSelectorProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.util.LocaleUtil;
import org.keycloak.sessions.AuthenticationSessionModel;

/** The language that a person chose on one of our pages, which anybody may open: {@code kc_locale} in its address. */
public final class PageLanguage {

    /** A language tag has at most 35 characters (RFC 5646, section 4.4.1); Java writes it with underscores. */
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_-]{1,35}");

    private PageLanguage() {}

    /**
     * Keeps it for this page and the next ones. What is no language tag is passed over: Keycloak writes it into a cookie
     * as it came, and a line break in it ends in a failure of the server.
     *
     * @param login the one under way; null where there is none, as Keycloak has it
     */
    public static void choose(KeycloakSession session, RealmModel realm, AuthenticationSessionModel login) {
        String chosen =
                session.getContext().getUri().getQueryParameters().getFirst(LocaleSelectorProvider.KC_LOCALE_PARAM);
        if (chosen != null && TAG.matcher(chosen).matches()) {
            LocaleUtil.processLocaleParam(session, realm, login);
        }
    }
}
