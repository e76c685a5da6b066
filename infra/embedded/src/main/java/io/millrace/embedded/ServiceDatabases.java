package io.millrace.embedded;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Gives each service of one PostgreSQL server a role and a database of its own that no other role may connect to.
 * Thread-safe; blocks the caller.
 */
public final class ServiceDatabases {
    /**
     * For {@code initdb --set}: a login hashes the password once, not 4096 times, which is slow in a JVM that has just started.
     * For servers whose passwords are random, or known to all anyway.
     */
    public static final String QUICK_LOGINS = "scram_iterations=1";

    private final DataSource superuser;

    /** @param superuser connects to the server's {@code postgres} database as somebody allowed to create roles */
    public ServiceDatabases(DataSource superuser) {
        this.superuser = superuser;
    }

    /** Takes the databases every server comes with away from everybody but the superuser. */
    public void closeBuiltInDatabases() {
        execute("revoke connect, temporary on database postgres, template1 from public");
    }

    /**
     * Creates the role and the database it owns, both of this name, or gives an existing role this password.
     *
     * @throws IllegalArgumentException when the name is not of the form {@code [a-z][a-z0-9_]*}
     * @throws IllegalStateException when the server refuses
     */
    public synchronized void create(String service, String password) {
        ServiceName.require(service);
        String verb = exists("select 1 from pg_roles where rolname = '" + service + "'") ? "alter" : "create";
        execute(verb + " role " + service + " login password '" + password.replace("'", "''") + "'");
        if (!exists("select 1 from pg_database where datname = '" + service + "'")) {
            execute("create database " + service + " owner " + service);
        }
        execute("revoke connect, temporary on database " + service + " from public");
    }

    private boolean exists(String query) {
        try (Connection connection = superuser.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private void execute(String command) {
        try (Connection connection = superuser.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(command);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static IllegalStateException failed(SQLException e) {
        return new IllegalStateException("PostgreSQL refused: " + e.getMessage(), e);
    }
}
