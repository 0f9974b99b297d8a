package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.config.PageLanguage;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The page of a failed login: a sentence for the person and the reason code, from our own bundles and nowhere else, so
 * that it may be opened by anybody. It is a template on the theme's own {@code template.ftl}, which every login theme
 * has, with what Keycloak's error page lacks: a way to start again.
 */
final class FailurePage {

    private final KeycloakSession session;
    private final RealmModel realm;

    FailurePage(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /** @param reason a reason code; 404 for anything else */
    Response of(String reason) {
        LoginFailure failure = LoginFailure.ofReason(reason).orElseThrow(NotFoundException::new);
        Optional<AuthenticationSessionModel> login = LoginInBrowser.find(session, realm);
        login.ifPresent(authSession -> {
            session.getContext().setClient(authSession.getClient());
            session.getContext().setAuthenticationSession(authSession);
        });
        PageLanguage.choose(session, realm, login.orElse(null));
        Map<String, Object> model = new HashMap<>();
        model.put("sentence", failure.sentence().messageKey());
        model.put("reason", failure.reason());
        // Starting again signs a person out who is signed in already, and wanted to link something.
        model.put(
                "again",
                login.filter(authSession -> !AccountLink.isUnderWay(authSession))
                        .isPresent());
        return session.getProvider(LoginFormsProvider.class)
                .setAuthenticationSession(login.orElse(null))
                .setStatus(failure.status())
                .setAttribute("facebookBusiness", model)
                .createForm("facebook-business-failure.ftl");
    }
}
