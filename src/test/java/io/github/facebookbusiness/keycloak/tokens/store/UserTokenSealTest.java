package io.github.facebookbusiness.keycloak.tokens.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.graph.AccessToken;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.common.crypto.CryptoIntegration;

class UserTokenSealTest {

    private static final UserTokenSeal.Owner ADA = new UserTokenSeal.Owner("provider-1", "1001");
    private static final UserTokenSeal.UserToken TOKEN =
            new UserTokenSeal.UserToken(new AccessToken("EAAB-secret"), 1_790_000_000L, 1_800_000_000L, 1_802_000_000L);

    private final SessionWithKeys session = new SessionWithKeys().aesKey("key-1", 16);

    @BeforeAll
    static void crypto() {
        CryptoIntegration.init(UserTokenSealTest.class.getClassLoader());
    }

    @Test
    void opens_for_its_owner() {
        String sealed = seal("realm-1").seal(ADA, TOKEN);
        assertEquals(Optional.of(TOKEN), seal("realm-1").open(ADA, sealed));
    }

    @Test
    void shows_nothing_of_the_token_and_names_its_key() {
        String sealed = seal("realm-1").seal(ADA, TOKEN);
        assertFalse(sealed.contains("EAAB-secret"));
        String header = new String(Base64.getUrlDecoder().decode(sealed.split("\\.")[0]));
        assertTrue(header.contains("\"A256GCM\"") && header.contains("\"key-1\""), header);
    }

    @Test
    void a_value_that_was_moved_to_another_row_does_not_open() {
        String sealed = seal("realm-1").seal(ADA, TOKEN);
        assertEquals(Optional.empty(), seal("realm-2").open(ADA, sealed));
        assertEquals(Optional.empty(), seal("realm-1").open(new UserTokenSeal.Owner("provider-1", "1002"), sealed));
        assertEquals(Optional.empty(), seal("realm-1").open(new UserTokenSeal.Owner("provider-2", "1001"), sealed));
    }

    @Test
    void an_altered_value_does_not_open() {
        String sealed = seal("realm-1").seal(ADA, TOKEN);
        char last = sealed.charAt(sealed.length() - 2);
        String altered = sealed.substring(0, sealed.length() - 2)
                + (last == 'A' ? 'B' : 'A')
                + sealed.charAt(sealed.length() - 1);
        assertEquals(Optional.empty(), seal("realm-1").open(ADA, altered));
    }

    @Test
    void opens_after_the_key_was_rotated_and_not_after_it_is_gone() {
        String sealed = seal("realm-1").seal(ADA, TOKEN);
        session.aesKey("key-2", 32);
        assertEquals(Optional.of(TOKEN), seal("realm-1").open(ADA, sealed));
        session.withoutAesKey("key-1");
        assertEquals(Optional.empty(), seal("realm-1").open(ADA, sealed));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"access_token\":\"EAAB\"}",
                "eyJ",
                "eyJhIjoxfQ....",
                "eyJ.a.b.c.d",
                "eyJraWQiOiJrZXktMSJ9.a.b.c.d",
                "not a token"
            })
    void what_else_may_stand_in_the_column_does_not_open(String value) {
        assertEquals(Optional.empty(), seal("realm-1").open(ADA, value));
    }

    private UserTokenSeal seal(String realmId) {
        return new UserTokenSeal(session.tokenKeys(), SessionWithKeys.realm(realmId));
    }
}
