package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.graph.Profile;
import io.github.facebookbusiness.keycloak.graph.TokenType;
import io.github.facebookbusiness.keycloak.tokens.ProvenToken;
import io.github.facebookbusiness.keycloak.tokens.store.TokenKeys;
import io.github.facebookbusiness.keycloak.tokens.store.UserTokenSeal;
import org.keycloak.broker.oidc.mappers.AbstractJsonUserAttributeMapper;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.util.Booleans;

/**
 * What Keycloak is told about who came in. For a system user token that is the client business, whichever of its admins
 * clicked: its id, and no name and no e-mail, because a business has no e-mail and its name would not pass Keycloak's
 * rules for people's names. For a user token it is the person, as Facebook gives them.
 */
final class VerifiedIdentity {

    /** Keeps Keycloak's "store token" satisfied without a token in it: null there is a 500. */
    private static final String NO_TOKEN = "{}";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final FacebookBusinessConfig config;

    VerifiedIdentity(KeycloakSession session, RealmModel realm, FacebookBusinessConfig config) {
        this.session = session;
        this.realm = realm;
        this.config = config;
    }

    BrokeredIdentityContext of(CodeExchange.Result exchanged, ChosenConfiguration chosen) {
        ProvenToken token = exchanged.token();
        String id = token.ownerId();
        BrokeredIdentityContext context = new LateNamedIdentity(
                id, config, () -> new BusinessUsername(session, realm).ofNewAccount(config.getAlias(), id));
        context.setBrokerUserId(config.getAlias() + "." + id);
        context.setUsername(BusinessUsername.of(id));
        if (token.type() == TokenType.USER) {
            describePerson(context, token.profile());
            AccountLink.markPerson(context);
        } else {
            AccountLink.markBusiness(context);
        }
        if (Booleans.isTrue(config.isStoreToken())) {
            keepToken(context, exchanged);
        }
        ChosenInSession.carry(context, chosen);
        AbstractJsonUserAttributeMapper.storeUserProfileForMapper(
                context, ProfileClaims.of(token, chosen), config.getAlias());
        return context;
    }

    private static void describePerson(BrokeredIdentityContext context, Profile profile) {
        profile.firstName().or(profile::name).ifPresent(context::setFirstName);
        profile.lastName().ifPresent(context::setLastName);
        profile.email().ifPresent(context::setEmail);
    }

    private void keepToken(BrokeredIdentityContext context, CodeExchange.Result exchanged) {
        if (exchanged.token().type() == TokenType.USER) {
            UserTokenSeal.Owner owner = new UserTokenSeal.Owner(config.getInternalId(), context.getId());
            context.setToken(new UserTokenSeal(TokenKeys.of(session, realm), realm).seal(owner, exchanged.kept()));
            KeptUserToken.carry(context, exchanged.kept().ends());
        } else {
            context.setToken(NO_TOKEN);
        }
    }
}
