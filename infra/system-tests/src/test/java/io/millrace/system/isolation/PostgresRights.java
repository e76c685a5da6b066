package io.millrace.system.isolation;

import static java.util.Objects.requireNonNull;

import io.millrace.system.isolation.Matrix.Answer;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tries every account on every database and table of a PostgreSQL server. */
final class PostgresRights implements AutoCloseable {

    /** insufficient_privilege; invalid_password; invalid_authorization_specification: there is no such role. */
    private static final Set<String> REFUSALS = Set.of("42501", "28P01", "28000");

    private static final String ADMINISTRATOR = "postgres";
    private static final String TABLES =
            "SELECT schemaname || '.' || tablename, tableowner FROM pg_tables WHERE schemaname <> 'information_schema'"
                    + " AND schemaname NOT LIKE 'pg\\_%'";

    private final URI administrator;
    private final String password;
    private final Map<String, Door> doors = new HashMap<>();

    PostgresRights(String administratorUri) {
        administrator = URI.create(administratorUri);
        password = administrator.getUserInfo().split(":", 2)[1];
    }

    /** Who can log in, the administrator aside. */
    Set<String> accounts() throws SQLException {
        Set<String> accounts = new TreeSet<>(read("postgres", "SELECT rolname, '' FROM pg_roles WHERE rolcanlogin")
                .keySet());
        accounts.remove(ADMINISTRATOR);
        return accounts;
    }

    void tryAll(Matrix matrix) throws SQLException {
        Map<String, String> databases =
                read("postgres", "SELECT datname, pg_get_userbyid(datdba) FROM pg_database WHERE datallowconn");
        for (Map.Entry<String, String> database : databases.entrySet()) {
            if (!database.getValue().equals(ADMINISTRATOR) && !database.getKey().equals(database.getValue())) {
                matrix.object("database " + database.getKey() + " belongs to " + database.getValue());
            }
            matrix.accounts().forEach(account -> tryDatabase(matrix, account, database.getKey(), database.getValue()));
            for (Map.Entry<String, String> table :
                    read(database.getKey(), TABLES).entrySet()) {
                matrix.accounts()
                        .forEach(account ->
                                tryTable(matrix, account, database.getKey(), table.getKey(), table.getValue()));
            }
        }
        matrix.accounts().forEach(account -> tryServer(matrix, account));
    }

    private void tryDatabase(Matrix matrix, String account, String database, String owner) {
        boolean own = owner.equals(account);
        matrix.attempt(account, database, 'l', false, () -> connects(account, "not " + account, database));
        matrix.attempt(account, database, 'c', own, () -> run(account, database, "SELECT 1"));
        matrix.attempt(
                account,
                database,
                't',
                own,
                () -> run(account, database, "CREATE TABLE tried (n int); DROP TABLE tried"));
    }

    private void tryTable(Matrix matrix, String account, String database, String table, String owner) {
        boolean own = owner.equals(account);
        String resource = database + " " + table;
        matrix.attempt(
                account, resource, 's', own, () -> run(account, database, "SELECT * FROM " + table + " LIMIT 1"));
        matrix.attempt(
                account,
                resource,
                'i',
                own,
                () -> run(account, database, "INSERT INTO " + table + " SELECT * FROM " + table + " WHERE false"));
        matrix.attempt(
                account, resource, 'd', own, () -> run(account, database, "DELETE FROM " + table + " WHERE false"));
    }

    /** From the database that is its own; accounts without one are refused at the door. */
    private void tryServer(Matrix matrix, String account) {
        for (String command : new String[] {
            "CREATE ROLE tried",
            "CREATE DATABASE tried",
            "ALTER ROLE postgres PASSWORD 'tried'",
            "SET ROLE postgres",
            "DROP DATABASE postgres",
            "COPY (SELECT 1) TO PROGRAM 'true'",
            "SELECT pg_read_file('postgresql.conf')",
            "SELECT * FROM pg_authid"
        }) {
            matrix.attempt(account, command, 'x', false, () -> run(account, account, command));
        }
    }

    /** What an account gets when it connects to a database: the one or the other. */
    private record Door(@Nullable Connection open, @Nullable SQLException closed) {}

    private Door door(String account, String database) {
        return doors.computeIfAbsent(account + "@" + database, key -> {
            try {
                return new Door(connect(account, account, database), null);
            } catch (SQLException e) {
                return new Door(null, e);
            }
        });
    }

    private Answer run(String account, String database, String command) throws SQLException {
        Door door = door(account, database);
        if (door.open() == null) {
            return refused(requireNonNull(door.closed()));
        }
        try (Statement statement = door.open().createStatement()) {
            statement.execute(command);
            return Answer.ALLOWED;
        } catch (SQLException e) {
            return refused(e);
        }
    }

    private Answer connects(String account, String password, String database) throws SQLException {
        try (Connection connection = connect(account, password, database)) {
            return connection.isClosed() ? Answer.REFUSED : Answer.ALLOWED;
        } catch (SQLException e) {
            return refused(e);
        }
    }

    private static Answer refused(SQLException e) throws SQLException {
        if (REFUSALS.contains(e.getSQLState())) {
            return Answer.REFUSED;
        }
        throw e;
    }

    @Override
    public void close() throws SQLException {
        for (Door door : doors.values()) {
            if (door.open() != null) {
                door.open().close();
            }
        }
    }

    private Map<String, String> read(String database, String query) throws SQLException {
        Map<String, String> pairs = new TreeMap<>();
        try (Connection connection = connect(ADMINISTRATOR, password, database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                pairs.put(rows.getString(1), rows.getString(2));
            }
        }
        return pairs;
    }

    private Connection connect(String account, String password, String database) throws SQLException {
        String url = "jdbc:postgresql://" + administrator.getHost() + ":" + administrator.getPort() + "/" + database;
        return DriverManager.getConnection(url, account, password);
    }
}
