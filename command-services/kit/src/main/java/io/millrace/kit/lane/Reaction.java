package io.millrace.kit.lane;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one lane is to do about a stretch of another service's partition: commands in the order of the events that caused
 * them, and how far the stretch goes. Commands at or below the lane's mark for that partition have been done before and are
 * skipped; the mark moves in the transaction of the effect.
 */
public record Reaction<C>(String source, int sourcePartition, long upTo, List<Step<C>> steps) {

    public Reaction {
        steps = List.copyOf(steps);
    }

    /** A command that the event at a position calls for. A refused one is a decision too, and leaves no trace. */
    public record Step<C>(
            long position,
            String aggregateId,
            C command,
            Instant at,
            @Nullable String traceparent) {}
}
