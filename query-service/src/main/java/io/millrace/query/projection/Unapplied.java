package io.millrace.query.projection;

import io.millrace.contracts.ConsistencyToken;
import io.millrace.contracts.EventEnvelope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What of some events a checkpoint does not cover.
 *
 * @param events in the order given
 * @param reached per partition, the position that is reached with them
 */
record Unapplied(List<EventEnvelope> events, Map<String, Long> reached) {

    /** @throws StaleWriteException if an event lies beyond the next one: the checkpoint is not the latest */
    static Unapplied of(Checkpoint checkpoint, List<EventEnvelope> events) {
        List<EventEnvelope> beyond = new ArrayList<>(events.size());
        Map<String, Long> reached = new HashMap<>();
        for (EventEnvelope event : events) {
            String partition = ConsistencyToken.key(event.source(), event.partition());
            long last = reached.getOrDefault(partition, checkpoint.position(partition));
            if (event.position() > last + 1) {
                throw new StaleWriteException(
                        partition + " goes on at " + event.position() + " but its checkpoint is " + last);
            }
            if (event.position() > last) {
                beyond.add(event);
                reached.put(partition, event.position());
            }
        }
        return new Unapplied(beyond, reached);
    }
}
