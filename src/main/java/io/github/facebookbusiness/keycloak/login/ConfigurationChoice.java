package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.LoginConfiguration;
import io.github.facebookbusiness.keycloak.config.OrganizationsSwitch;
import io.github.facebookbusiness.keycloak.login.ChosenConfiguration.Source;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OrganizationModel;
import org.keycloak.organization.utils.Organizations;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpoint;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Which of the admin's configurations a login goes by: the first of the client's entry, the organization's attribute,
 * and the parameter of the authorization request; else the provider's own. The browser can name one that the admin
 * listed, and nothing else: an id from there is never looked at.
 *
 * <p>The choice is made when the person is sent to Meta, and kept in the authentication session: what comes back
 * belongs to it, whatever the admin changes meanwhile.
 */
final class ConfigurationChoice {

    /** Of an organization: the name of its configuration. */
    static final String ORGANIZATION_ATTRIBUTE = "facebook.business.configuration";

    /** Of an authorization request. */
    static final String PARAMETER = "facebook_configuration";

    private static final String NOTE = "facebook-business.configuration.";
    private static final int LONGEST_NAME_TOLD = 100;

    private final KeycloakSession session;
    private final FacebookBusinessConfig provider;

    ConfigurationChoice(KeycloakSession session, FacebookBusinessConfig provider) {
        this.session = session;
        this.provider = provider;
    }

    /** A name that the admin did not list; in the form in which it may be told. */
    static final class UnknownNameException extends Exception {

        private static final long serialVersionUID = 1L;

        private final Source source;
        private final String name;

        private UnknownNameException(Source source, String name) {
            super("The configuration that the " + source.label() + " names is not listed");
            this.source = source;
            this.name = tellable(name);
        }

        Source source() {
            return source;
        }

        String name() {
            return name;
        }
    }

    /** Chooses, and keeps the choice for {@link #recall}. */
    ChosenConfiguration choose(AuthenticationSessionModel authSession) throws UnknownNameException {
        ChosenConfiguration chosen = choice(authSession);
        authSession.setAuthNote(
                NOTE + provider.getAlias(), ChoiceNote.of(chosen).json());
        return chosen;
    }

    /** What was chosen when this login was sent to Meta; empty where it never was. */
    Optional<ChosenConfiguration> recall(AuthenticationSessionModel authSession) {
        return Optional.ofNullable(authSession.getAuthNote(NOTE + provider.getAlias()))
                .map(json -> ChoiceNote.read(json).chosen());
    }

    /** Whether the admin still has the configuration under that name, and as it was. */
    boolean stillStands(ChosenConfiguration chosen) {
        Optional<LoginConfiguration> now = chosen.name().isPresent()
                ? chosen.name().flatMap(provider::configuration)
                : Optional.of(provider.configuration());
        return now.equals(Optional.of(chosen.configuration()));
    }

    private ChosenConfiguration choice(AuthenticationSessionModel authSession) throws UnknownNameException {
        List<String> ignored = new ArrayList<>();
        Optional<String> name = Optional.empty();
        Source source = Source.PROVIDER;
        for (Map.Entry<Source, String> asked : names(authSession).entrySet()) {
            if (name.isEmpty()) {
                name = Optional.of(asked.getValue());
                source = asked.getKey();
            } else if (!name.get().equals(asked.getValue())) {
                ignored.add(asked.getKey().label() + "=" + tellable(asked.getValue()));
            }
        }
        return new ChosenConfiguration(name, source, configuration(name, source), ignored, Time.currentTime());
    }

    private LoginConfiguration configuration(Optional<String> name, Source source) throws UnknownNameException {
        if (name.isEmpty()) {
            return provider.configuration();
        }
        Optional<LoginConfiguration> named = name.flatMap(provider::configuration);
        return named.orElseThrow(() -> new UnknownNameException(source, name.get()));
    }

    /** Who names which one, the strongest first. */
    private Map<Source, String> names(AuthenticationSessionModel authSession) {
        Map<Source, String> names = new EnumMap<>(Source.class);
        ClientModel client = authSession.getClient();
        provider.configurationOfClient(client.getClientId()).ifPresent(name -> names.put(Source.CLIENT, name));
        organization(authSession)
                .map(organization -> organization.getAttributes().get(ORGANIZATION_ATTRIBUTE))
                .flatMap(values -> values.stream().findFirst())
                .filter(name -> !name.isBlank())
                .ifPresent(name -> names.put(Source.ORGANIZATION, name.strip()));
        Optional.ofNullable(authSession.getClientNote(
                        AuthorizationEndpoint.LOGIN_SESSION_NOTE_ADDITIONAL_REQ_PARAMS_PREFIX + PARAMETER))
                .filter(name -> !name.isBlank())
                .ifPresent(name -> names.put(Source.PARAMETER, name.strip()));
        return names;
    }

    /** Keycloak's own answer: by scope, e-mail domain, invitation, or the membership of who is signed in. */
    private Optional<OrganizationModel> organization(AuthenticationSessionModel authSession) {
        return OrganizationsSwitch.isOn(session)
                ? Optional.ofNullable(Organizations.resolveOrganization(session, authSession.getAuthenticatedUser()))
                : Optional.empty();
    }

    /** Names from a request go into events: short, and without what could be mistaken for another line. */
    private static String tellable(String name) {
        String plain = name.replaceAll("\\p{Cntrl}", " ");
        return plain.length() > LONGEST_NAME_TOLD ? plain.substring(0, LONGEST_NAME_TOLD) : plain;
    }
}
