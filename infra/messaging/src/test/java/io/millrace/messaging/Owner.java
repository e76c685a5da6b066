package io.millrace.messaging;

import io.millrace.contracts.EventEnvelope;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/** A service as the broker knows it: its journal, kept in memory. Thread-safe. */
final class Owner implements ReplaySource {
    private final String source;
    private final Map<Integer, List<EventEnvelope>> journal = new TreeMap<>();
    private boolean failing;
    private int reads;
    private int questions;
    private Supplier<Future<Void>> beforeHeads = Future::succeededFuture;

    Owner(String source) {
        this.source = source;
    }

    String source() {
        return source;
    }

    /** Appends events to a partition. */
    synchronized List<EventEnvelope> commit(int partition, int count) {
        List<EventEnvelope> events = journal.computeIfAbsent(partition, added -> new ArrayList<>());
        int first = events.size();
        for (int i = 0; i < count; i++) {
            events.add(event(source, partition, events.size() + 1L));
        }
        return List.copyOf(events.subList(first, events.size()));
    }

    static EventEnvelope event(String source, int partition, long position) {
        String id = UUID.randomUUID().toString();
        return new EventEnvelope(
                id, source, partition, position, "a" + partition, position, "Counted.v1", Instant.now(), null, "{}");
    }

    synchronized long head(int partition) {
        return journal.getOrDefault(partition, List.of()).size();
    }

    synchronized void fail(boolean now) {
        failing = now;
    }

    synchronized int reads() {
        return reads;
    }

    /** How often it was asked for its heads. */
    synchronized int questions() {
        return questions;
    }

    /** What it does before it tells its heads. */
    synchronized void beforeHeads(Supplier<Future<Void>> task) {
        beforeHeads = task;
    }

    @Override
    public synchronized Future<List<EventEnvelope>> read(int partition, long after, int limit) {
        reads++;
        if (failing) {
            return Future.failedFuture("the database is away");
        }
        List<EventEnvelope> events = journal.getOrDefault(partition, List.of());
        int from = (int) Math.min(after, events.size());
        return Future.succeededFuture(List.copyOf(events.subList(from, Math.min(from + limit, events.size()))));
    }

    @Override
    public synchronized Future<Map<Integer, Long>> heads() {
        questions++;
        if (failing) {
            return Future.failedFuture("the database is away");
        }
        Map<Integer, Long> heads = new HashMap<>();
        journal.forEach((partition, events) -> heads.put(partition, (long) events.size()));
        return beforeHeads.get().map(heads);
    }
}
