package io.millrace.query.projection;

import io.millrace.contracts.ConsistencyToken;
import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventTypes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The journals of all services in a test: gives every event its partition, position and time. Thread-safe. */
public final class Journals {

    private final int partitions;
    private final Map<String, List<EventEnvelope>> byPartition = new TreeMap<>();
    private final Map<String, Long> versions = new HashMap<>();
    private final List<EventEnvelope> all = new ArrayList<>();

    public Journals(int partitions) {
        this.partitions = partitions;
    }

    /** Appends an event and returns its envelope. */
    public synchronized EventEnvelope happened(Instant at, Event event) {
        EventTypes.EventType type = EventTypes.of(event);
        int partition = Math.floorMod(event.aggregateId().hashCode(), partitions);
        List<EventEnvelope> journal =
                byPartition.computeIfAbsent(ConsistencyToken.key(type.source(), partition), any -> new ArrayList<>());
        EventEnvelope envelope = new EventEnvelope(
                "event-" + all.size(),
                type.source(),
                partition,
                journal.size() + 1L,
                event.aggregateId(),
                versions.merge(event.aggregateId(), 1L, Long::sum),
                type.name(),
                at,
                null,
                EventTypes.encode(event));
        journal.add(envelope);
        all.add(envelope);
        return envelope;
    }

    /** In the order in which they happened. */
    public synchronized List<EventEnvelope> all() {
        return List.copyOf(all);
    }

    /** Every partition's events, such as those of {@code orders/2}. */
    public synchronized Map<String, List<EventEnvelope>> byPartition() {
        Map<String, List<EventEnvelope>> copy = new TreeMap<>();
        byPartition.forEach((partition, events) -> copy.put(partition, List.copyOf(events)));
        return copy;
    }

    /** Events of a partition after a position. */
    public synchronized List<EventEnvelope> read(String partition, long after, int limit) {
        List<EventEnvelope> events = byPartition.getOrDefault(partition, List.of());
        int from = (int) Math.min(after, events.size());
        return List.copyOf(events.subList(from, Math.min(from + limit, events.size())));
    }
}
