package io.millrace.kit.journal;

import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventTypes;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event that is about to be appended; its position is given by its place in the batch.
 *
 * @param data the event as JSON text, as {@link EventTypes#encode} has it
 */
public record NewEvent<E extends Event>(
        UUID id,
        String aggregateId,
        long aggregateVersion,
        Instant time,
        @Nullable String traceparent,
        E event,
        String data) {

    public NewEvent(
            UUID id, String aggregateId, long aggregateVersion, Instant time, @Nullable String traceparent, E event) {
        this(id, aggregateId, aggregateVersion, time, traceparent, event, EventTypes.encode(event));
    }

    /** As it is read back, once it has been appended at a position. */
    public EventEnvelope at(String source, int partition, long position) {
        return new EventEnvelope(
                id.toString(),
                source,
                partition,
                position,
                aggregateId,
                aggregateVersion,
                EventTypes.of(event).name(),
                time,
                traceparent,
                data);
    }
}
