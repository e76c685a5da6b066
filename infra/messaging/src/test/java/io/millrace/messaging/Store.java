package io.millrace.messaging;

import io.millrace.contracts.EventEnvelope;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * A subscriber's database: effect and checkpoint in one step, guarded, so that two processes cannot both handle an event.
 * Thread-safe.
 */
final class Store implements Checkpoints, EventHandler {
    private final Map<Integer, List<Long>> handled = new HashMap<>();
    private final List<Integer> batches = new ArrayList<>();
    private Supplier<Future<Void>> before = Future::succeededFuture;
    private int refused;

    /** What happens before each batch, such as a delay or a failure. */
    synchronized void before(Supplier<Future<Void>> step) {
        before = step;
    }

    synchronized List<Long> handled(int partition) {
        return List.copyOf(handled.getOrDefault(partition, List.of()));
    }

    synchronized List<Integer> batches() {
        return List.copyOf(batches);
    }

    /** Batches that did not start where the checkpoint stood. */
    synchronized int refused() {
        return refused;
    }

    static List<Long> upTo(long position) {
        return LongStream.rangeClosed(1, position).boxed().toList();
    }

    @Override
    public synchronized Future<Map<Integer, Long>> load() {
        Map<Integer, Long> checkpoints = new HashMap<>();
        handled.forEach((partition, positions) -> checkpoints.put(partition, (long) positions.size()));
        return Future.succeededFuture(checkpoints);
    }

    @Override
    public Future<Void> handle(List<EventEnvelope> events) {
        Supplier<Future<Void>> first;
        synchronized (this) {
            first = before;
        }
        return first.get().compose(go -> write(events));
    }

    private synchronized Future<Void> write(List<EventEnvelope> events) {
        List<Long> positions = handled.computeIfAbsent(events.get(0).partition(), added -> new ArrayList<>());
        if (events.get(0).position() != positions.size() + 1) {
            refused++;
            return Future.failedFuture("expected position " + (positions.size() + 1) + ", not "
                    + events.get(0).position());
        }
        events.forEach(event -> positions.add(event.position()));
        batches.add(events.size());
        return Future.succeededFuture();
    }
}
