package io.millrace.kit.journal.postgres;

import io.millrace.contracts.ConsistencyToken;
import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventTypes.EventType;
import io.millrace.kit.journal.Answer;
import io.millrace.kit.journal.Batch;
import io.millrace.kit.journal.Home;
import io.millrace.kit.journal.Journal;
import io.millrace.kit.journal.Question;
import io.millrace.kit.journal.StoreUnavailable;
import io.millrace.kit.journal.StoredResponse;
import io.millrace.kit.journal.Versioned;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A {@link Journal} on PostgreSQL. */
final class PostgresJournal<C, S, E extends Event> implements Journal<C, S, E> {

    static final String KEY_RETENTION = "24 hours";

    private static final int TIME_LIMIT_SECONDS = 10;

    private final String source;
    private final Pool pool;
    private final List<Appends<S, E>> partitions;
    private final StateTable<S> table;
    private final Complement<C> complement;
    private final String selectStates;

    PostgresJournal(
            String source,
            PostgresDatabase database,
            StateTable<S> table,
            List<SideTable<S>> sideTables,
            Complement<C> complement) {
        this.source = source;
        this.pool = database.pool();
        this.partitions = IntStream.range(0, database.partitions())
                .mapToObj(partition -> new Appends<S, E>(new Home(database.vertx()), pool, table, sideTables))
                .toList();
        this.table = table;
        this.complement = complement;
        this.selectStates = table.selectByIds();
    }

    @Override
    public String source() {
        return source;
    }

    @Override
    public int partitions() {
        return partitions.size();
    }

    @Override
    public Context home(int partition) {
        return partitions.get(partition).context();
    }

    @Override
    public boolean completes(C command) {
        return complement.concerns(command);
    }

    @Override
    public Future<Answer<C, S>> ask(Question<C> question) {
        return pool.withConnection(connection -> answer(connection, question))
                .timeout(TIME_LIMIT_SECONDS, TimeUnit.SECONDS)
                .recover(failure -> Future.failedFuture(new StoreUnavailable(failure)));
    }

    /** All queries are sent before the first answer is awaited: one round trip. */
    private Future<Answer<C, S>> answer(SqlConnection connection, Question<C> question) {
        Future<Map<String, Versioned<S>>> states = question.aggregateIds().isEmpty()
                ? Future.succeededFuture(Map.of())
                : states(connection, question.aggregateIds());
        Future<Map<String, StoredResponse>> responses =
                question.keys().isEmpty() ? Future.succeededFuture(Map.of()) : responses(connection, question.keys());
        Future<List<C>> commands = question.commands().isEmpty()
                ? Future.succeededFuture(List.of())
                : complement.complete(connection, question.commands());
        Future<Map<String, Long>> marks =
                question.marks() ? marks(connection, question.partition()) : Future.succeededFuture(Map.of());
        Future<Long> head = head(connection, question.partition());
        return Future.all(states, responses, commands, marks, head)
                .map(all -> new Answer<>(
                        states.result(), responses.result(), commands.result(), marks.result(), head.result()));
    }

    private Future<Map<String, Versioned<S>>> states(SqlConnection connection, Set<String> ids) {
        return connection
                .preparedQuery(selectStates)
                .execute(Tuple.tuple()
                        .addArrayOfUUID(ids.stream().map(UUID::fromString).toArray(UUID[]::new)))
                .map(rows -> {
                    Map<String, Versioned<S>> states = new HashMap<>();
                    for (Row row : rows) {
                        states.put(
                                row.getUUID("id").toString(),
                                new Versioned<>(table.read().apply(row), row.getLong("version")));
                    }
                    return states;
                });
    }

    private Future<Map<String, StoredResponse>> responses(SqlConnection connection, Set<String> keys) {
        return connection
                .preparedQuery("SELECT key, payload_hash, aggregate_id, version, partition, position, body FROM"
                        + " idempotency_key WHERE key = ANY($1) AND created_at >= now() - interval '" + KEY_RETENTION
                        + "'")
                .execute(Tuple.tuple().addArrayOfString(keys.toArray(String[]::new)))
                .map(rows -> {
                    Map<String, StoredResponse> responses = new HashMap<>();
                    for (Row row : rows) {
                        responses.put(
                                row.getString("key"),
                                new StoredResponse(
                                        row.getString("payload_hash"),
                                        row.getUUID("aggregate_id").toString(),
                                        row.getLong("version"),
                                        row.getInteger("partition"),
                                        row.getLong("position"),
                                        row.getString("body")));
                    }
                    return responses;
                });
    }

    private static Future<Map<String, Long>> marks(SqlConnection connection, int lane) {
        return connection
                .preparedQuery("SELECT source, source_partition, position FROM inbox WHERE lane = $1")
                .execute(Tuple.of(lane))
                .map(rows -> {
                    Map<String, Long> marks = new HashMap<>();
                    for (Row row : rows) {
                        marks.put(
                                ConsistencyToken.key(row.getString("source"), row.getInteger("source_partition")),
                                row.getLong("position"));
                    }
                    return marks;
                });
    }

    private static Future<Long> head(SqlConnection connection, int partition) {
        return connection
                .preparedQuery("SELECT position FROM journal_head WHERE partition = $1")
                .execute(Tuple.of(partition))
                .map(rows -> rows.iterator().next().getLong("position"));
    }

    @Override
    public Future<Long> append(Batch<S, E> batch) {
        return partitions.get(batch.partition()).append(batch);
    }

    @Override
    public Future<List<EventEnvelope>> read(int partition, long after, int limit) {
        return pool.preparedQuery("SELECT position, event_id, aggregate_id, version, type, schema_version, time,"
                        + " data::text AS data, metadata->>'traceparent' AS traceparent FROM journal WHERE partition ="
                        + " $1 AND position > $2 ORDER BY position LIMIT $3")
                .execute(Tuple.of(partition, after, limit))
                .timeout(TIME_LIMIT_SECONDS, TimeUnit.SECONDS)
                .map(rows -> {
                    List<EventEnvelope> events = new ArrayList<>(rows.size());
                    for (Row row : rows) {
                        events.add(envelope(partition, row));
                    }
                    return events;
                });
    }

    private EventEnvelope envelope(int partition, Row row) {
        return new EventEnvelope(
                row.getUUID("event_id").toString(),
                source,
                partition,
                row.getLong("position"),
                row.getUUID("aggregate_id").toString(),
                row.getLong("version"),
                EventType.name(row.getString("type"), row.getInteger("schema_version")),
                row.getOffsetDateTime("time").toInstant(),
                row.getString("traceparent"),
                row.getString("data"));
    }

    @Override
    public Future<Map<Integer, Long>> heads() {
        return positions("SELECT partition, position FROM journal_head");
    }

    @Override
    public Future<Map<Integer, Long>> published() {
        return positions("SELECT partition, published AS position FROM relay_mark");
    }

    private Future<Map<Integer, Long>> positions(String sql) {
        return pool.preparedQuery(sql)
                .execute()
                .timeout(TIME_LIMIT_SECONDS, TimeUnit.SECONDS)
                .map(PostgresJournal::byPartition);
    }

    private static Map<Integer, Long> byPartition(RowSet<Row> rows) {
        Map<Integer, Long> positions = new TreeMap<>();
        rows.forEach(row -> positions.put(row.getInteger("partition"), row.getLong("position")));
        return positions;
    }

    @Override
    public Future<Void> markPublished(Map<Integer, Long> positions) {
        Collection<Long> values = positions.values();
        return pool.preparedQuery("UPDATE relay_mark AS m SET published = p.position FROM unnest($1::int[],"
                        + " $2::bigint[]) AS p (partition, position) WHERE m.partition = p.partition AND m.published"
                        + " < p.position")
                .execute(Tuple.tuple()
                        .addArrayOfInteger(positions.keySet().toArray(Integer[]::new))
                        .addArrayOfLong(values.toArray(Long[]::new)))
                .timeout(TIME_LIMIT_SECONDS, TimeUnit.SECONDS)
                .mapEmpty();
    }
}
