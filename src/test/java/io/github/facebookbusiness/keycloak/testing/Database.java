package io.github.facebookbusiness.keycloak.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where one Keycloak under test stores things, seen past that Keycloak: for tests of what is at rest there, and of what
 * happens when somebody changed it. Each statement is a transaction of its own, unless it is to hold a {@link #lock};
 * Keycloak's caches learn nothing of it.
 */
public final class Database implements AutoCloseable {

    private final String vendor;
    private final String url;
    private final String user;
    private final String password;
    private final Closeable home;

    /**
     * @param vendor as Keycloak names this kind
     * @param home goes away with this
     */
    Database(String vendor, String url, String user, String password, Closeable home) {
        this.vendor = vendor;
        this.url = url;
        this.user = user;
        this.password = password;
        this.home = home;
    }

    /** Rows in their order, each with its columns in theirs. Names of columns are in lower case in every database. */
    public List<Map<String, Object>> query(String sql, Object... args) {
        try (Connection connection = connect();
                PreparedStatement statement = prepare(connection, sql, args);
                ResultSet result = statement.executeQuery()) {
            List<Map<String, Object>> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(row(result));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** How many rows it changed. */
    public int update(String sql, Object... args) {
        try (Connection connection = connect();
                PreparedStatement statement = prepare(connection, sql, args)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /**
     * Keeps what the statement locks, such as {@code select … for update}, until it is closed: whoever wants it waits
     * there, and can be found in {@link #waiting}.
     */
    public HeldLock lock(String sql, Object... args) {
        try {
            Connection connection = connect();
            connection.setAutoCommit(false);
            try (PreparedStatement statement = prepare(connection, sql, args)) {
                statement.execute();
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
            return new HeldLock(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** How many statements wait for a lock now. PostgreSQL only. */
    public int waiting() {
        return query("select PID from PG_STAT_ACTIVITY where WAIT_EVENT_TYPE = 'Lock'")
                .size();
    }

    /** What makes a Keycloak use this one. */
    List<String> options() {
        return List.of("--db=" + vendor, "--db-url=" + url, "--db-username=" + user, "--db-password=" + password);
    }

    String url() {
        return url;
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... args) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < args.length; i++) {
            statement.setObject(i + 1, args[i]);
        }
        return statement;
    }

    private static Map<String, Object> row(ResultSet result) throws SQLException {
        ResultSetMetaData columns = result.getMetaData();
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            row.put(columns.getColumnLabel(i).toLowerCase(Locale.ROOT), value(result, i));
        }
        return row;
    }

    /** Large objects as the texts and bytes that they are: they end with the connection, and only one kind has them. */
    private static Object value(ResultSet result, int column) throws SQLException {
        Object value = result.getObject(column);
        if (value instanceof Clob) {
            return result.getString(column);
        }
        if (value instanceof Blob) {
            return result.getBytes(column);
        }
        return value;
    }

    @Override
    public void close() {
        try {
            home.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
