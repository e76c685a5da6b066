package io.millrace.kit.testing;

import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventTypes.EventType;
import io.vertx.core.json.JsonObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the table {@code journal}. */
final class PostgresJournalReader implements JournalReader {

    private final String service;
    private final Tables tables;

    PostgresJournalReader(String service, String database) {
        this.service = service;
        this.tables = Tables.of(database);
    }

    @Override
    public long events() {
        return tables.number("SELECT coalesce(sum(position), 0) FROM journal_head");
    }

    @Override
    public List<EventEnvelope> envelopes() {
        return tables.rows(this::envelope, "SELECT * FROM journal ORDER BY partition, position");
    }

    @Override
    public List<EventEnvelope> envelopes(String aggregateId) {
        return tables.rows(
                this::envelope, "SELECT * FROM journal WHERE aggregate_id = ?::uuid ORDER BY version", aggregateId);
    }

    private EventEnvelope envelope(ResultSet row) throws SQLException {
        return new EventEnvelope(
                row.getString("event_id"),
                service,
                row.getInt("partition"),
                row.getLong("position"),
                row.getString("aggregate_id"),
                row.getLong("version"),
                EventType.name(row.getString("type"), row.getInt("schema_version")),
                row.getObject("time", OffsetDateTime.class).toInstant(),
                traceparent(row.getString("metadata")),
                row.getString("data"));
    }

    private static @Nullable String traceparent(@Nullable String metadata) {
        return metadata == null ? null : new JsonObject(metadata).getString("traceparent");
    }

    @Override
    public void close() {
        tables.close();
    }
}
