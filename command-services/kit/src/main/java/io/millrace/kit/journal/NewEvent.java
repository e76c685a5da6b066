package io.millrace.kit.journal;

import io.millrace.contracts.Event;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An event that is about to be appended; its position is given by its place in the batch. */
public record NewEvent<E extends Event>(
        UUID id,
        String aggregateId,
        long aggregateVersion,
        Instant time,
        @Nullable String traceparent,
        E event) {}
