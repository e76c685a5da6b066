package io.millrace.contracts;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event as it stands in its owner's journal and travels over the broker.
 *
 * @param id unique id of the event (UUIDv7)
 * @param source name of the service that owns the event, such as {@code orders}
 * @param partition partition of the owner's journal, from 0
 * @param position dense, commit-ordered place in the partition, from 1
 * @param aggregateId the aggregate it happened to
 * @param aggregateVersion the aggregate's version after the event, from 1
 * @param type name and version of the event, such as {@code OrderPlaced.v1}
 * @param time when it was decided, UTC
 * @param traceparent W3C trace context that it was decided in, if there was one: the client's, or the service's own below it
 * @param data the event itself as JSON text, read with {@link EventTypes#decode}
 */
public record EventEnvelope(
        String id,
        String source,
        int partition,
        long position,
        String aggregateId,
        long aggregateVersion,
        String type,
        Instant time,
        @Nullable String traceparent,
        String data) {

    public EventEnvelope {
        requireNonNull(id, "id");
        requireNonNull(source, "source");
        requireNonNull(aggregateId, "aggregateId");
        requireNonNull(type, "type");
        requireNonNull(time, "time");
        requireNonNull(data, "data");
    }
}
