package io.millrace.kit.lane;

import io.millrace.kit.journal.IdempotencyKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A command on its way to the lane of its aggregate.
 *
 * @param aggregateId a UUID in its usual text form
 * @param creates whether the id is new, so that there is nothing to load
 * @param at when it was given; its events carry this time
 * @param response makes the body of the answer from the state after the command; JSON text
 */
public record CommandRequest<C, S>(
        String aggregateId,
        C command,
        boolean creates,
        Instant at,
        VersionCondition condition,
        @Nullable IdempotencyKey key,
        @Nullable String traceparent,
        Response<S> response) {

    /** Makes the body of an answer. */
    @FunctionalInterface
    public interface Response<S> {
        String body(String aggregateId, long version, S state);
    }
}
