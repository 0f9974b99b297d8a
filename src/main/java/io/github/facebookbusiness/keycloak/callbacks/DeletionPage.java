package io.github.facebookbusiness.keycloak.callbacks;

import io.github.facebookbusiness.keycloak.config.PageLanguage;
import io.github.facebookbusiness.keycloak.tokens.store.Deletions.Deletion;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Map;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * What a person sees who asks what became of their request to delete data: when it came, and when it was done. It names
 * nobody, since whoever has the address can read it, and does not say whether there was anything to delete.
 */
final class DeletionPage {

    private final KeycloakSession session;
    private final RealmModel realm;

    DeletionPage(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    Response of(Deletion deletion) {
        PageLanguage.choose(session, realm, null);
        DateTimeFormatter format = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                .withLocale(session.getContext().resolveLocale(null))
                .withZone(ZoneOffset.UTC);
        return session.getProvider(LoginFormsProvider.class)
                .setAttribute(
                        "facebookBusiness",
                        Map.of(
                                "requestedAt", format.format(Instant.ofEpochSecond(deletion.requestedAt())),
                                "doneAt", format.format(Instant.ofEpochSecond(deletion.doneAt()))))
                .setResponseHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                // What the realm has set for this header takes its place: by default that is "none".
                .setResponseHeader("X-Robots-Tag", "noindex, nofollow")
                .createForm("facebook-business-deletion.ftl");
    }
}
