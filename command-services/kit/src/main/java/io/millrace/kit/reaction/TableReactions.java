package io.millrace.kit.reaction;

import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventTypes;
import io.millrace.kit.journal.postgres.SubscriptionCheckpoints;
import io.millrace.messaging.Checkpoints;
import io.millrace.messaging.EventHandler;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * Keeps a service's own copy of what another service tells, in tables of its own: the rows and the checkpoint are written in
 * one transaction, so that every event counts exactly once.
 */
public final class TableReactions implements EventHandler, Checkpoints {

    private static final int TIME_LIMIT_SECONDS = 15;

    private final BiFunction<SqlConnection, List<Event>, Future<Void>> apply;
    private final SubscriptionCheckpoints checkpoints;

    /** @param apply writes what the events say, in their order, within the given connection's transaction */
    public TableReactions(
            BiFunction<SqlConnection, List<Event>, Future<Void>> apply, SubscriptionCheckpoints checkpoints) {
        this.apply = apply;
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
                            .map(EventTypes::decode)
                            .flatMap(Optional::stream)
                            .toList();
                    return fresh.isEmpty() ? Future.succeededFuture() : apply.apply(connection, fresh);
                })
                .timeout(TIME_LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
