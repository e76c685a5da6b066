package io.millrace.kit.testing;

import io.vertx.core.json.JsonObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Reads the table {@code journal}. */
final class PostgresJournalReader implements JournalReader {

    private static final String ENTRIES = "SELECT aggregate_id, version, type, data, metadata FROM journal ";

    private final Tables tables;

    PostgresJournalReader(String database) {
        this.tables = Tables.of(database);
    }

    @Override
    public long events() {
        return tables.number("SELECT coalesce(sum(position), 0) FROM journal_head");
    }

    @Override
    public List<Entry> entries() {
        return tables.rows(PostgresJournalReader::entry, ENTRIES + "ORDER BY partition, position");
    }

    @Override
    public List<Entry> entries(String aggregateId) {
        return tables.rows(
                PostgresJournalReader::entry, ENTRIES + "WHERE aggregate_id = ?::uuid ORDER BY version", aggregateId);
    }

    private static Entry entry(ResultSet row) throws SQLException {
        String metadata = row.getString("metadata");
        return new Entry(
                row.getString("aggregate_id"),
                row.getLong("version"),
                row.getString("type"),
                new JsonObject(row.getString("data")),
                metadata == null ? null : new JsonObject(metadata));
    }

    @Override
    public void close() {
        tables.close();
    }
}
