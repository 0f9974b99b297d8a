package io.github.facebookbusiness.keycloak.testing;

import java.sql.Connection;
import java.sql.SQLException;

/** A transaction of the test's own that keeps others waiting, and changes nothing. */
public record HeldLock(Connection transaction) implements AutoCloseable {

    @Override
    public void close() {
        try (transaction) {
            transaction.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
