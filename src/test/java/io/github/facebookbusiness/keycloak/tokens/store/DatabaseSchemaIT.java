package io.github.facebookbusiness.keycloak.tokens.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.testing.BrokeredLogin;
import io.github.facebookbusiness.keycloak.testing.Database;
import io.github.facebookbusiness.keycloak.testing.OnPostgreSql;
import io.github.facebookbusiness.keycloak.testing.OwnServer;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Keycloak's option {@code --db-schema}: the connection's own schema, which has the same tables here, is left alone. */
@OnPostgreSql
class DatabaseSchemaIT {

    private static final String BUSINESS = "facebook-business";
    private static final String PERSON = "facebook-person";

    @Test
    void what_logins_store_is_in_the_schema_that_the_operator_names() {
        try (OwnServer server = OwnServer.start("database-schema")) {
            Database database = server.database();
            database.update("CREATE SCHEMA NAMED");
            server.restart("--db-schema=named");
            TestRealm realm = server.newRealm()
                    .createProvider(BUSINESS, Map.of())
                    .createProvider(PERSON, Map.of("tokenType", "user"));

            TokenApi.of(realm, BUSINESS).connect("Kept in a schema");
            assertTrue(BrokeredLogin.of(realm, PERSON).agree().location().isPresent());

            assertEquals(2, rows(database, "NAMED.FACEBOOK_BUSINESS_ACCOUNT"));
            assertEquals(1, rows(database, "NAMED.FACEBOOK_BUSINESS_TOKEN"));
            assertEquals(0, rows(database, "PUBLIC.FACEBOOK_BUSINESS_ACCOUNT"));
            assertEquals(0, rows(database, "PUBLIC.FACEBOOK_BUSINESS_TOKEN"));
        }
    }

    private static int rows(Database database, String table) {
        return database.query("SELECT * FROM " + table).size();
    }
}
