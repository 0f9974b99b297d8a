package io.github.facebookbusiness.keycloak.admin;

import io.github.facebookbusiness.keycloak.admin.SetUp.Check;
import io.github.facebookbusiness.keycloak.config.AppSecret;
import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.SharedGraph;
import io.github.facebookbusiness.keycloak.graph.GraphException;
import io.github.facebookbusiness.keycloak.graph.TokenType;
import io.github.facebookbusiness.keycloak.tokens.ProviderGraph;
import io.github.facebookbusiness.keycloak.tokens.store.KeyMissingException;
import io.github.facebookbusiness.keycloak.tokens.store.ProviderCondition;
import io.github.facebookbusiness.keycloak.tokens.store.ProviderState;
import io.github.facebookbusiness.keycloak.tokens.store.TokenKeys;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPAttributeRequired;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.userprofile.UserProfileConstants;
import org.keycloak.userprofile.UserProfileProvider;

/** Runs every check of a provider's set-up; none of them changes anything, and none of them stops the others. */
final class SetUpChecks {

    private static final List<String> SECRETS = List.of(
            FacebookBusinessConfig.CLIENT_SECRET,
            FacebookBusinessConfig.PREVIOUS_CLIENT_SECRET,
            FacebookBusinessConfig.PROVIDER_ACCESS_TOKEN,
            FacebookBusinessConfig.WEBHOOK_VERIFY_TOKEN);

    /** Why a login failed, and who read which token, or tried to. */
    private static final List<EventType> EVENTS = List.of(
            EventType.IDENTITY_PROVIDER_LOGIN_ERROR,
            EventType.IDENTITY_PROVIDER_RETRIEVE_TOKEN,
            EventType.IDENTITY_PROVIDER_RETRIEVE_TOKEN_ERROR);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final FacebookBusinessConfig config;
    private final SharedGraph shared;

    SetUpChecks(KeycloakSession session, RealmModel realm, FacebookBusinessConfig config, SharedGraph shared) {
        this.session = session;
        this.realm = realm;
        this.config = config;
        this.shared = shared;
    }

    List<Check> run() {
        return List.of(
                configuration(),
                vault(),
                app(),
                keySource(),
                userProfile(),
                events(),
                clientConfigurations(),
                tokenReaders(),
                upkeep());
    }

    /** The rules of saving once more: the realm or the server's options may have changed since. */
    private Check configuration() {
        try {
            config.check(realm);
            return Check.passed("configuration");
        } catch (IllegalArgumentException e) {
            return Check.failed("configuration", "refused", e.getMessage());
        }
    }

    private Check vault() {
        String unresolved = SECRETS.stream()
                .filter(key -> !resolves(config.getConfig().getOrDefault(key, "")))
                .collect(Collectors.joining(", "));
        return unresolved.isEmpty() ? Check.passed("vault") : Check.failed("vault", "unresolved", unresolved);
    }

    /** What keeps stored tokens from being checked and renewed; none of it keeps them from being served. */
    private Check upkeep() {
        ProviderState state = new TokenStore(session, realm, config).provider().now();
        return state.condition() == ProviderCondition.WORKING
                ? Check.passed("upkeep")
                : Check.failed(
                        "upkeep",
                        state.condition().name().toLowerCase(Locale.ROOT),
                        state.reason().orElse(null));
    }

    private boolean resolves(String value) {
        if (value.isBlank()) {
            return true;
        }
        try {
            AppSecret.resolve(session, value);
            return true;
        } catch (AppSecret.UnresolvedException e) {
            return false;
        }
    }

    private Check app() {
        try {
            shared.graph().checkApp(ProviderGraph.connect(session, realm, config));
            return Check.passed("app");
        } catch (AppSecret.UnresolvedException e) {
            return Check.failed("app", "app_secret_unresolved");
        } catch (GraphException e) {
            return Check.failed("app", Problem.code(e.error().cause()));
        } catch (IllegalArgumentException e) {
            return Check.failed("app", "configuration");
        }
    }

    /** Where the key comes from that seals stored tokens. The realm's own lies in the same database as they do. */
    private Check keySource() {
        try {
            return Check.passed(
                    "key_source", TokenKeys.of(session, realm).source().name().toLowerCase(Locale.ROOT));
        } catch (KeyMissingException e) {
            return Check.failed("key_source", "key_missing", e.getMessage());
        }
    }

    /** With an attribute required that a business does not have, every login ends in a form that nobody can fill in. */
    private Check userProfile() {
        if (!config.yields(TokenType.SYSTEM_USER)) {
            return Check.passed("user_profile");
        }
        UPConfig profile = session.getProvider(UserProfileProvider.class).getConfiguration();
        String required = profile.getAttributes().stream()
                .filter(attribute -> !attribute.getName().equals(UserModel.USERNAME) && isRequired(attribute))
                .map(UPAttribute::getName)
                .sorted()
                .collect(Collectors.joining(", "));
        return required.isEmpty() ? Check.passed("user_profile") : Check.failed("user_profile", "required", required);
    }

    /** Required of admins only is fine: a business does not fill in an admin's form. */
    private static boolean isRequired(UPAttribute attribute) {
        UPAttributeRequired required = attribute.getRequired();
        return required != null && !Set.of(UserProfileConstants.ROLE_ADMIN).equals(required.getRoles());
    }

    /** A realm that chose no types saves Keycloak's default ones, and the reading of a token is none of these. */
    private Check events() {
        if (!realm.isEventsEnabled()) {
            return Check.failed("events", "user_events_off");
        }
        Set<String> chosen = realm.getEnabledEventTypesStream().collect(Collectors.toSet());
        String missing = EVENTS.stream()
                .filter(type -> chosen.isEmpty() ? !type.isSaveByDefault() : !chosen.contains(type.name()))
                .map(EventType::name)
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            return Check.failed("events", "not_saved", missing);
        }
        return realm.isAdminEventsEnabled() ? Check.passed("events") : Check.failed("events", "admin_events_off");
    }

    /** An entry for a client that is not there has no effect: nor does one with a typing error. */
    private Check clientConfigurations() {
        String unknown;
        try {
            unknown = config.clientConfigurations().keySet().stream()
                    .filter(clientId -> realm.getClientByClientId(clientId) == null)
                    .collect(Collectors.joining(", "));
        } catch (IllegalArgumentException e) {
            return Check.failed("client_configurations", "configuration", e.getMessage());
        }
        return unknown.isEmpty()
                ? Check.passed("client_configurations")
                : Check.failed("client_configurations", "unknown_client", unknown);
    }

    /** A listed client id that no client has belongs to whoever makes a client of that id. */
    private Check tokenReaders() {
        try {
            return tokenReaders(config.tokenReaderClients());
        } catch (IllegalArgumentException e) {
            return Check.failed("token_readers", "configuration", e.getMessage());
        }
    }

    private Check tokenReaders(Set<String> clientIds) {
        String unusable = clientIds.stream()
                .filter(clientId -> Optional.ofNullable(realm.getClientByClientId(clientId))
                        .filter(TokenAccess::hasServiceAccount)
                        .isEmpty())
                .sorted()
                .collect(Collectors.joining(", "));
        return unusable.isEmpty()
                ? Check.passed("token_readers")
                : Check.failed("token_readers", "no_service_account", unusable);
    }
}
