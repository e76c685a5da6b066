package io.millrace.kit.journal.postgres;

import static java.util.stream.Collectors.joining;

import io.millrace.contracts.Event;
import io.millrace.contracts.EventTypes;
import io.millrace.contracts.EventTypes.EventType;
import io.millrace.kit.journal.Batch;
import io.millrace.kit.journal.InboxMark;
import io.millrace.kit.journal.NewEvent;
import io.millrace.kit.journal.NewResponse;
import io.millrace.kit.journal.StateChange;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The one statement that commits a batch. The head row is updated first, since every other part reads the base from it:
 * its lock orders the commits of a partition over all processes and keeps positions dense. A row count that is not what
 * was expected raises {@code MR001} and so undoes everything.
 *
 * <p>Not thread-safe; made for one batch.
 */
final class AppendStatement<S, E extends Event> {

    /** SQL state raised by {@code expect_rows}: another process was first. */
    static final String CONFLICT = "MR001";

    private final StateTable<S> table;
    private final List<SideTable<S>> sideTables;
    private final StringBuilder sql = new StringBuilder(2048);
    private final List<String> expectations = new ArrayList<>();
    private final Tuple parameters = Tuple.tuple();

    private AppendStatement(StateTable<S> table, List<SideTable<S>> sideTables) {
        this.table = table;
        this.sideTables = sideTables;
    }

    /** @param ahead an event of the batch behind which alone this one may be committed; null if it may be in any case */
    static <S, E extends Event> AppendStatement<S, E> of(
            StateTable<S> table, List<SideTable<S>> sideTables, Batch<S, E> batch, @Nullable NewEvent<E> ahead) {
        AppendStatement<S, E> statement = new AppendStatement<>(table, sideTables);
        statement.advanceHead(batch, ahead);
        List<StateChange<S>> created =
                batch.changes().stream().filter(StateChange::created).toList();
        List<StateChange<S>> updated =
                batch.changes().stream().filter(change -> !change.created()).toList();
        if (!created.isEmpty()) {
            statement.insertStates(created);
        }
        if (!updated.isEmpty()) {
            statement.updateStates(updated);
        }
        if (!batch.changes().isEmpty()) {
            statement.writeSideTables(batch.changes());
        }
        if (!batch.events().isEmpty()) {
            statement.appendEvents(batch.events());
        }
        if (!batch.responses().isEmpty()) {
            statement.storeResponses(batch.responses());
        }
        if (!batch.marks().isEmpty()) {
            statement.moveMarks(batch.marks());
        }
        statement.finish();
        return statement;
    }

    String sql() {
        return sql.toString();
    }

    Tuple parameters() {
        return parameters;
    }

    /** What can only fail must not wait for the head's lock first. */
    private void advanceHead(Batch<S, E> batch, @Nullable NewEvent<E> ahead) {
        String count = parameter((long) batch.events().size());
        String partition = parameter(batch.partition());
        sql.append("WITH head AS (UPDATE journal_head SET position = position + ")
                .append(count)
                .append("::bigint WHERE partition = ")
                .append(partition)
                .append("::int")
                .append(ahead == null ? "" : " AND " + isThere(ahead))
                .append(" RETURNING partition, position - ")
                .append(count)
                .append("::bigint AS base)");
    }

    private void insertStates(List<StateChange<S>> created) {
        sql.append(", created AS (INSERT INTO ")
                .append(table.name())
                .append(" (id, version, ")
                .append(columns(Column::name))
                .append(") SELECT c.id, c.version, ")
                .append(columns(column -> "c." + column.name() + column.cast()))
                .append(" FROM head, unnest(")
                .append(array("uuid[]", created, UUID[]::new, change -> UUID.fromString(change.aggregateId())))
                .append(", ")
                .append(array(
                        "bigint[]",
                        created,
                        Long[]::new,
                        change -> change.after().version()));
        appendColumns(created);
        sql.append(") AS c (id, version, ").append(columns(Column::name)).append("))");
    }

    /** Names the ids twice: so that the rows are looked up by them, whatever the planner thinks of a join. */
    private void updateStates(List<StateChange<S>> updated) {
        String ids = array("uuid[]", updated, UUID[]::new, change -> UUID.fromString(change.aggregateId()));
        sql.append(", updated AS (UPDATE ")
                .append(table.name())
                .append(" AS t SET version = u.new_version, ")
                .append(columns(column -> column.name() + " = u." + column.name() + column.cast()))
                .append(" FROM head, unnest(")
                .append(ids)
                .append(", ")
                .append(array(
                        "bigint[]",
                        updated,
                        Long[]::new,
                        change -> change.before().version()))
                .append(", ")
                .append(array(
                        "bigint[]",
                        updated,
                        Long[]::new,
                        change -> change.after().version()));
        appendColumns(updated);
        sql.append(") AS u (id, old_version, new_version, ")
                .append(columns(Column::name))
                .append(") WHERE t.id = u.id AND t.id = ANY(")
                .append(ids)
                .append(") AND t.version = u.old_version RETURNING 1)");
        expect("updated", updated.size());
    }

    private void appendColumns(List<StateChange<S>> changes) {
        for (Column<S> column : table.columns()) {
            Object[] values = column.newArray(changes.size());
            for (int i = 0; i < values.length; i++) {
                values[i] = column.valueIn(changes.get(i).after().state());
            }
            sql.append(", ").append(parameter(values)).append("::").append(column.arrayType());
        }
    }

    private void writeSideTables(List<StateChange<S>> changes) {
        for (int i = 0; i < sideTables.size(); i++) {
            SideTable<S> side = sideTables.get(i);
            String statement = side.statement();
            for (int p = side.parameters(); p >= 1; p--) {
                statement = statement.replace(":" + p + "::", "$" + (parameters.size() + p) + "::");
            }
            side.bind(changes, parameters);
            sql.append(", side").append(i).append(" AS (").append(statement).append(")");
        }
    }

    private void appendEvents(List<NewEvent<E>> events) {
        List<EventType> types =
                events.stream().map(event -> EventTypes.of(event.event())).toList();
        sql.append(
                        ", journaled AS (INSERT INTO journal (partition, position, event_id, aggregate_type, aggregate_id, version,"
                                + " type, schema_version, time, data, metadata) SELECT head.partition, head.base + e.place,"
                                + " e.event_id, ")
                .append(parameter(table.aggregateType()))
                .append("::text, e.aggregate_id, e.version, e.type, e.schema_version, e.time, e.data::json,"
                        + " e.metadata::json FROM head, unnest(")
                .append(array("uuid[]", events, UUID[]::new, NewEvent::id))
                .append(", ")
                .append(array("uuid[]", events, UUID[]::new, event -> UUID.fromString(event.aggregateId())))
                .append(", ")
                .append(array("bigint[]", events, Long[]::new, NewEvent::aggregateVersion))
                .append(", ")
                .append(array("text[]", types, String[]::new, EventType::simpleName))
                .append(", ")
                .append(array("int[]", types, Integer[]::new, EventType::version))
                .append(", ")
                .append(array(
                        "timestamptz[]",
                        events,
                        OffsetDateTime[]::new,
                        event -> event.time().atOffset(ZoneOffset.UTC)))
                .append(", ")
                .append(array("text[]", events, String[]::new, NewEvent::data))
                .append(", ")
                .append(array("text[]", events, String[]::new, event -> metadata(event.traceparent())))
                .append(") WITH ORDINALITY AS e (event_id, aggregate_id, version, type, schema_version, time, data,"
                        + " metadata, place))");
    }

    private static @Nullable String metadata(@Nullable String traceparent) {
        return traceparent == null
                ? null
                : new JsonObject().put("traceparent", traceparent).encode();
    }

    private void storeResponses(List<NewResponse> responses) {
        sql.append(
                        ", answered AS (INSERT INTO idempotency_key AS k (key, payload_hash, aggregate_id, version, partition,"
                                + " position, body, created_at) SELECT r.key, r.payload_hash, r.aggregate_id, r.version,"
                                + " head.partition, head.base + r.events_before, r.body, now() FROM head, unnest(")
                .append(array(
                        "text[]",
                        responses,
                        String[]::new,
                        response -> response.key().key()))
                .append(", ")
                .append(array(
                        "text[]",
                        responses,
                        String[]::new,
                        response -> response.key().payloadHash()))
                .append(", ")
                .append(array("uuid[]", responses, UUID[]::new, response -> UUID.fromString(response.aggregateId())))
                .append(", ")
                .append(array("bigint[]", responses, Long[]::new, NewResponse::version))
                .append(", ")
                .append(array("bigint[]", responses, Long[]::new, NewResponse::eventsBefore))
                .append(", ")
                .append(array("text[]", responses, String[]::new, NewResponse::body))
                .append(
                        ") AS r (key, payload_hash, aggregate_id, version, events_before, body) ON CONFLICT (key) DO"
                                + " UPDATE SET payload_hash = excluded.payload_hash, aggregate_id = excluded.aggregate_id,"
                                + " version = excluded.version, partition = excluded.partition, position = excluded.position,"
                                + " body = excluded.body, created_at = excluded.created_at WHERE k.created_at < now() - interval '")
                .append(PostgresJournal.KEY_RETENTION)
                .append("' RETURNING 1)");
        expect("answered", responses.size());
    }

    private void moveMarks(List<InboxMark> marks) {
        sql.append(
                        ", marked AS (INSERT INTO inbox AS i (lane, source, source_partition, position) SELECT head.partition,"
                                + " m.source, m.source_partition, m.position FROM head, unnest(")
                .append(array("text[]", marks, String[]::new, InboxMark::source))
                .append(", ")
                .append(array("int[]", marks, Integer[]::new, InboxMark::sourcePartition))
                .append(", ")
                .append(array("bigint[]", marks, Long[]::new, InboxMark::position))
                .append(") AS m (source, source_partition, position) ON CONFLICT (lane, source, source_partition) DO"
                        + " UPDATE SET position = excluded.position WHERE (i.source, i.source_partition, i.position) IN"
                        + " (SELECT * FROM unnest(")
                .append(array("text[]", marks, String[]::new, InboxMark::source))
                .append(", ")
                .append(array("int[]", marks, Integer[]::new, InboxMark::sourcePartition))
                .append(", ")
                .append(array("bigint[]", marks, Long[]::new, InboxMark::before))
                .append(")) RETURNING 1)");
        expect("marked", marks.size());
    }

    private String isThere(NewEvent<E> event) {
        return rows(
                "(SELECT count(*) FROM journal WHERE aggregate_id = " + parameter(UUID.fromString(event.aggregateId()))
                        + "::uuid AND version = " + parameter(event.aggregateVersion()) + "::bigint AND event_id = "
                        + parameter(event.id()) + "::uuid)",
                1);
    }

    private void finish() {
        sql.append(" SELECT base");
        expectations.forEach(expectation -> sql.append(", ").append(expectation));
        sql.append(" FROM head");
    }

    private void expect(String part, int rows) {
        expectations.add(rows("(SELECT count(*) FROM " + part + ")", rows));
    }

    private String rows(String count, int expected) {
        return "expect_rows(" + count + ", " + parameter((long) expected) + "::bigint)";
    }

    private String columns(Function<Column<S>, String> text) {
        return table.columns().stream().map(text).collect(joining(", "));
    }

    private String parameter(Object value) {
        parameters.addValue(value);
        return "$" + parameters.size();
    }

    private <T> String array(
            String type, List<T> items, IntFunction<Object[]> newArray, Function<T, @Nullable Object> value) {
        Object[] values = newArray.apply(items.size());
        for (int i = 0; i < values.length; i++) {
            values[i] = value.apply(items.get(i));
        }
        return parameter(values) + "::" + type;
    }
}
