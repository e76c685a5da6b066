package io.millrace.messaging;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a subscription is with one partition of its source.
 *
 * @param delivered position of the last event handled durably
 * @param head highest position known to exist, from deliveries and from asking the owner
 * @param headSeen when the head was last learnt; null before the first time
 * @param lastEventTime when the last event handled by this process was decided; null before the first one
 * @param behindSince since when it is behind: the time of the oldest event received but not handled, or when such an
 *     event was first known to exist; null when nothing is known to be missing
 */
public record PartitionProgress(
        int partition,
        long delivered,
        long head,
        @Nullable Instant headSeen,
        @Nullable Instant lastEventTime,
        @Nullable Instant behindSince) {

    /** Events known to exist and not handled yet. */
    public long lag() {
        return Math.max(0, head - delivered);
    }

    /** How long the oldest unhandled event has been waiting; zero when nothing is known to be missing. */
    public Duration lag(Instant now) {
        if (behindSince == null || behindSince.isAfter(now)) {
            return Duration.ZERO;
        }
        return Duration.between(behindSince, now);
    }
}
