package io.github.facebookbusiness.keycloak.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.keycloak.models.IdentityProviderModel;

class LateNamedIdentityTest {

    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void nothing_is_looked_for_until_keycloak_asks_for_the_username() {
        LateNamedIdentity identity = identity(Optional.of("fb-1"));
        identity.setUsername("fb-1");
        identity.setEmail("somebody@example.org");

        assertEquals("fb-1", identity.getUsername());
        assertEquals(0, asked.get());
        assertEquals("fb-1", identity.getModelUsername());
        assertEquals(1, asked.get());
    }

    @Test
    void what_keycloak_or_a_mapper_chose_stands() {
        LateNamedIdentity identity = identity(Optional.of("fb-1"));
        identity.setModelUsername("chosen");

        assertEquals("chosen", identity.getModelUsername());
        assertEquals(0, asked.get());
    }

    @Test
    void keycloak_chooses_where_there_is_none() {
        assertNull(identity(Optional.empty()).getModelUsername());
    }

    private LateNamedIdentity identity(Optional<String> username) {
        IdentityProviderModel provider = new IdentityProviderModel();
        provider.setEnabled(true);
        return new LateNamedIdentity("1", provider, () -> {
            asked.incrementAndGet();
            return username;
        });
    }
}
