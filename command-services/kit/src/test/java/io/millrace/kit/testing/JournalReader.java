package io.millrace.kit.testing;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks into a service's database as its operator would. Not thread-safe. */
public final class JournalReader implements AutoCloseable {

    private final URI database;
    private @Nullable Connection connection;

    private JournalReader(URI database) {
        this.database = database;
    }

    /** Connects when first asked. */
    public static JournalReader of(String database) {
        return new JournalReader(URI.create(database));
    }

    /** What stands in the journal about one event. */
    public record Entry(
            String aggregateId,
            long version,
            String type,
            JsonObject data,
            @Nullable JsonObject metadata) {}

    /** How many events there are. */
    public long events() {
        return number("SELECT coalesce(sum(position), 0) FROM journal_head");
    }

    /** Everything, each partition in order. */
    public List<Entry> entries() {
        return read("SELECT aggregate_id, version, type, data, metadata FROM journal ORDER BY partition, position");
    }

    /** The history of one aggregate. */
    public List<Entry> entries(String aggregateId) {
        return read(
                "SELECT aggregate_id, version, type, data, metadata FROM journal WHERE aggregate_id = ?::uuid ORDER BY"
                        + " version",
                aggregateId);
    }

    /** The types of the events of one aggregate. */
    public List<String> types(String aggregateId) {
        return entries(aggregateId).stream().map(Entry::type).toList();
    }

    /** The first column of the first row. */
    public long number(String sql, Object... parameters) {
        try (PreparedStatement statement = prepare(sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For what other services would have told it. */
    public void write(String sql, Object... parameters) {
        try (PreparedStatement statement = prepare(sql, parameters)) {
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Entry> read(String sql, Object... parameters) {
        try (PreparedStatement statement = prepare(sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            List<Entry> entries = new ArrayList<>();
            while (rows.next()) {
                String metadata = rows.getString("metadata");
                entries.add(new Entry(
                        rows.getString("aggregate_id"),
                        rows.getLong("version"),
                        rows.getString("type"),
                        new JsonObject(rows.getString("data")),
                        metadata == null ? null : new JsonObject(metadata)));
            }
            return entries;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
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
