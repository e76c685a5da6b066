package io.millrace.kit.testing;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tables of a PostgreSQL database, as its operator sees them. Not thread-safe. */
public final class Tables implements AutoCloseable {

    private final URI database;
    private @Nullable Connection connection;

    private Tables(URI database) {
        this.database = database;
    }

    /** Connects when first asked. */
    public static Tables of(String database) {
        return new Tables(URI.create(database));
    }

    /** The first column of the first row. */
    public long number(String sql, Object... parameters) {
        return rows(row -> row.getLong(1), sql, parameters).get(0);
    }

    /** For what other services would have told it. */
    public void write(String sql, Object... parameters) {
        try (PreparedStatement statement = prepare(sql, parameters)) {
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the reader makes of each row. */
    public <T> List<T> rows(Reader<T> reader, String sql, Object... parameters) {
        try (PreparedStatement statement = prepare(sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            List<T> read = new ArrayList<>();
            while (rows.next()) {
                read.add(reader.read(rows));
            }
            return read;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads the row that a result stands at. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    @Override
    public void close() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = connection().prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    /** A restart of the server breaks a connection. */
    private Connection connection() throws SQLException {
        Connection open = connection;
        if (open == null || !open.isValid(5)) {
            String[] user = database.getUserInfo().split(":", 2);
            String url = "jdbc:postgresql://" + database.getHost() + ":" + database.getPort() + database.getPath();
            open = DriverManager.getConnection(url, user[0], user[1]);
            connection = open;
        }
        return open;
    }
}
