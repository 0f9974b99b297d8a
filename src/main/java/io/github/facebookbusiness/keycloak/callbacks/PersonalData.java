package io.github.facebookbusiness.keycloak.callbacks;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.tokens.store.MadeAccounts;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.broker.oidc.mappers.AbstractJsonUserAttributeMapper;
import org.keycloak.broker.oidc.mappers.UserAttributeMapper;
import org.keycloak.broker.provider.HardcodedAttributeMapper;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.IdentityProviderMapperModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserManager;
import org.keycloak.models.UserModel;

/**
 * What the providers of one app have of a person: the link with the stored token in it, the attributes that mappers
 * wrote, and the account, where it would be an empty shell without these. Never what is a client business's: its
 * identity is shared by many people, and none of them may delete it.
 */
final class PersonalData {

    /** The settings in which Keycloak's mappers that fit our provider name the attribute that they write. */
    private static final List<String> ATTRIBUTE_SETTINGS = List.of(
            AbstractJsonUserAttributeMapper.CONF_USER_ATTRIBUTE,
            UserAttributeMapper.USER_ATTRIBUTE,
            HardcodedAttributeMapper.ATTRIBUTE);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final List<FacebookBusinessConfig> providers;

    PersonalData(KeycloakSession session, RealmModel realm, List<FacebookBusinessConfig> providers) {
        this.session = session;
        this.realm = realm;
        this.providers = providers;
    }

    /** @param userId app-scoped, and so the same at each of the providers */
    void remove(String userId) {
        Map<String, UserModel> people = new LinkedHashMap<>();
        Map<String, List<FacebookBusinessConfig>> unlinked = new HashMap<>();
        for (FacebookBusinessConfig provider : providers) {
            if (new TokenStore(session, realm, provider).knows(userId)) {
                continue;
            }
            for (UserModel user : new LinkedPeople(session, realm).of(provider, userId)) {
                unlink(provider, user);
                people.put(user.getId(), user);
                unlinked.computeIfAbsent(user.getId(), id -> new ArrayList<>()).add(provider);
            }
        }
        people.forEach((id, user) -> clear(user, unlinked.get(id)));
    }

    private void unlink(FacebookBusinessConfig provider, UserModel user) {
        session.users().removeFederatedIdentity(realm, user, provider.getAlias());
        new AccountEvents(session)
                .changed(OperationType.DELETE, provider, user, "federated-identity", provider.getAlias());
    }

    /** The account or its attributes, and never both: Keycloak cannot do that in one transaction. */
    private void clear(UserModel user, List<FacebookBusinessConfig> unlinked) {
        Optional<FacebookBusinessConfig> maker = maker(user);
        if (maker.isPresent() && new EmptyAccount(session, realm, providers).test(user)) {
            new AccountEvents(session).changed(OperationType.DELETE, maker.get(), user);
            new UserManager(session).removeUser(realm, user);
        } else {
            unlinked.stream()
                    .flatMap(provider -> session.identityProviders().getMappersByAliasStream(provider.getAlias()))
                    .flatMap(PersonalData::attributes)
                    .filter(name -> !name.equals(UserModel.USERNAME))
                    .distinct()
                    .forEach(user::removeAttribute);
        }
    }

    private Optional<FacebookBusinessConfig> maker(UserModel user) {
        Optional<String> maker = new MadeAccounts(session, realm).makerOf(user);
        return providers.stream()
                .filter(provider -> maker.equals(Optional.of(provider.getInternalId())))
                .findFirst();
    }

    private static Stream<String> attributes(IdentityProviderMapperModel mapper) {
        return ATTRIBUTE_SETTINGS.stream()
                .map(setting -> mapper.getConfig().get(setting))
                .filter(Objects::nonNull)
                .map(String::strip)
                .filter(name -> !name.isEmpty());
    }
}
