package io.github.facebookbusiness.keycloak.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.persistence.EntityManager;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.common.Profile;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.SubjectCredentialManager;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserProvider;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Of users whom a user storage keeps; those whom Keycloak stores itself are for {@code AccountTakeoverIT}. */
class NewAccountTest {

    private static final String ALIAS = "facebook-business";

    private final List<CredentialModel> credentials = new ArrayList<>();
    private final List<FederatedIdentityModel> links = new ArrayList<>();
    private final List<Object> noted = new ArrayList<>();
    private long made = System.currentTimeMillis();
    private String someUserIsNew = "true";
    private UserModel owner;

    @BeforeAll
    static void features() {
        Profile.defaults();
    }

    @Test
    void the_account_that_this_login_made_and_linked_is_noted() {
        links.add(new FederatedIdentityModel(ALIAS, "1", "fb-1"));
        assertTrue(note());
        assertEquals(1, noted.size());
    }

    @Test
    void one_with_a_credential_is_not() {
        credentials.add(new CredentialModel());
        assertNotNoted();
    }

    @Test
    void one_with_a_link_of_another_provider_is_not() {
        links.add(new FederatedIdentityModel(ALIAS, "1", "fb-1"));
        links.add(new FederatedIdentityModel("another", "1", "fb-1"));
        assertNotNoted();
    }

    @Test
    void one_that_was_there_before_is_not() {
        made -= 60_000;
        assertNotNoted();
    }

    @Test
    void one_that_keycloak_did_not_make_in_this_login_is_not() {
        someUserIsNew = null;
        assertNotNoted();
    }

    @Test
    void it_is_the_only_one_where_its_identity_leads_to_it() {
        owner = user();
        assertEquals(NewAccount.Verdict.ONLY_ONE, account().noteIfOnlyOne(user()));
        assertEquals(1, noted.size());
    }

    @Test
    void it_is_a_second_one_where_its_identity_leads_to_another() {
        owner = proxy(UserModel.class, (self, method, arguments) -> "f:storage:2");
        assertEquals(NewAccount.Verdict.SECOND, account().noteIfOnlyOne(user()));
    }

    @Test
    void it_is_a_second_one_where_its_identity_leads_to_two() {
        assertEquals(NewAccount.Verdict.SECOND, account().noteIfOnlyOne(user()));
    }

    @Test
    void it_is_somebodys_where_it_was_there_before_whoever_has_the_identity() {
        made -= 60_000;
        owner = user();
        assertEquals(NewAccount.Verdict.SOMEBODYS, account().noteIfOnlyOne(user()));
        assertEquals(List.of(), noted);
    }

    private void assertNotNoted() {
        assertFalse(note());
        assertEquals(List.of(), noted);
    }

    private boolean note() {
        return account().note(user());
    }

    private NewAccount account() {
        IdentityProviderModel provider = new IdentityProviderModel();
        provider.setAlias(ALIAS);
        provider.setInternalId("provider-1");
        provider.setEnabled(true);
        BrokeredIdentityContext identity = new BrokeredIdentityContext("1", provider);
        AccountLink.markPerson(identity);
        identity.setAuthenticationSession(
                proxy(AuthenticationSessionModel.class, (self, method, arguments) -> someUserIsNew));
        return new NewAccount(session(), realm(), identity);
    }

    private KeycloakSession session() {
        UserProvider users = proxy(
                UserProvider.class,
                (self, method, arguments) ->
                        method.getName().equals("getUserByFederatedIdentity") ? theOwner() : links.stream());
        EntityManager entities = proxy(EntityManager.class, (self, method, arguments) -> {
            assertEquals("persist", method.getName());
            noted.add(arguments[0]);
            return null;
        });
        JpaConnectionProvider connection = proxy(JpaConnectionProvider.class, (self, method, arguments) -> entities);
        return proxy(
                KeycloakSession.class,
                (self, method, arguments) -> method.getName().equals("users") ? users : connection);
    }

    /** As Keycloak answers where the identity has two. */
    private UserModel theOwner() {
        if (owner == null) {
            throw new IllegalStateException("More results found");
        }
        return owner;
    }

    private UserModel user() {
        SubjectCredentialManager manager =
                proxy(SubjectCredentialManager.class, (self, method, arguments) -> credentials.stream());
        return proxy(UserModel.class, (self, method, arguments) -> switch (method.getName()) {
            case "getId" -> "f:storage:1";
            case "getCreatedTimestamp" -> made;
            default -> manager;
        });
    }

    private static RealmModel realm() {
        return proxy(RealmModel.class, (self, method, arguments) -> "realm-1");
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
