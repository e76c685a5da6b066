package io.millrace.kit.journal.postgres;

import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventTypes;
import io.millrace.kit.journal.Copy;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a service's own copy of what another service tells, in tables of its own: the rows and the checkpoint are written in
 * one transaction, so that every event counts exactly once.
 */
final class TableReactions implements Copy {

    private static final int TIME_LIMIT_SECONDS = 15;

    private final TableCopy copy;
    private final PostgresCheckpoints checkpoints;

    TableReactions(TableCopy copy, PostgresCheckpoints checkpoints) {
        this.copy = copy;
        this.checkpoints = checkpoints;
    }

    @Override
    public Future<Map<Integer, Long>> load() {
        return checkpoints.load();
    }

    @Override
    public Future<Void> handle(List<EventEnvelope> events) {
        EventEnvelope last = events.get(events.size() - 1);
        return checkpoints
                .advance(last.partition(), last.position(), (connection, before) -> {
                    List<Event> fresh = events.stream()
                            .filter(event -> event.position() > before)
                            .map(event -> EventTypes.decode(event, copy.events()))
                            .flatMap(Optional::stream)
                            .toList();
                    return fresh.isEmpty() ? Future.succeededFuture() : copy.write(connection, fresh);
                })
                .timeout(TIME_LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
