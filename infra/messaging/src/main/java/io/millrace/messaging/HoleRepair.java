package io.millrace.messaging;

import io.millrace.contracts.EventEnvelope;
import io.vertx.core.AsyncResult;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches from the owner what is missing in one partition, chunk by chunk, for as long as it takes. First it gives what is
 * merely late a moment to arrive, then it looks whether another process has handled it already. Belongs to the
 * subscription's context.
 */
final class HoleRepair {
    private static final Logger log = LoggerFactory.getLogger(HoleRepair.class);
    private static final int GRACE_MILLIS = 50;
    /** At a time, when there is no room for more. */
    private static final int FEW_EVENTS = 100;

    private final Feeding feeding;
    private final int partition;
    private final PartitionSequence sequence;
    private final Runnable moved;
    private final BackOff backOff = BackOff.standard();
    private boolean active;
    private boolean waitsForRoom;
    private boolean complained;
    private boolean stopped;
    private long startNanos;
    private long firstMissing;
    private long lastReplayed;

    HoleRepair(Feeding feeding, int partition, PartitionSequence sequence, Runnable moved) {
        this.feeding = feeding;
        this.partition = partition;
        this.sequence = sequence;
        this.moved = moved;
    }

    boolean active() {
        return active;
    }

    void stop() {
        stopped = true;
    }

    /** Starts if there is a hole, goes on if it waited for the handler to make room. */
    void look() {
        if (active) {
            if (waitsForRoom && hasRoom()) {
                waitsForRoom = false;
                fetch();
            }
        } else if (sequence.hole() != null) {
            active = true;
            startNanos = System.nanoTime();
            feeding.after(GRACE_MILLIS, this::begin);
        }
    }

    private void begin() {
        if (stopped || sequence.hole() == null) {
            end();
            return;
        }
        feeding.call(feeding.reload(), loaded -> {
            if (loaded.failed()) {
                later("checkpoints cannot be loaded: " + Reason.of(loaded.cause()));
            } else {
                moved.run();
                fetch();
            }
        });
    }

    private void fetch() {
        Hole hole = sequence.hole();
        if (stopped || hole == null) {
            end();
        } else if (!hasRoom()) {
            waitsForRoom = true;
        } else {
            int most = feeding.room().isLeft() ? ReplayRequest.MAX_LIMIT : FEW_EVENTS;
            int limit = (int) Math.min(most, hole.size());
            feeding.call(
                    () -> feeding.owner().events(partition, hole.from() - 1, limit), answer -> answered(hole, answer));
        }
    }

    /** What has nothing to go on with may always fetch some. */
    private boolean hasRoom() {
        int most = feeding.room().isLeft() ? 2 * feeding.options().maxBatch() : 1;
        return sequence.waiting() < most;
    }

    private void answered(Hole hole, AsyncResult<List<EventEnvelope>> answer) {
        if (stopped) {
            end();
        } else if (answer.failed()) {
            later(Reason.of(answer.cause()));
        } else {
            List<EventEnvelope> events = answer.result();
            boolean filled = fill(events);
            if (filled || !hole.equals(sequence.hole())) {
                backOff.reset();
                moved.run();
                fetch();
            } else {
                later("the owner has nothing at position " + hole.from());
            }
        }
    }

    /** Whether any of them was missing. */
    private boolean fill(List<EventEnvelope> events) {
        int fresh = 0;
        for (EventEnvelope event : events) {
            boolean ours = event.partition() == partition
                    && event.source().equals(feeding.options().source());
            if (ours && sequence.offer(event, Receipt.NONE)) {
                fresh++;
                firstMissing = firstMissing == 0 ? event.position() : firstMissing;
                lastReplayed = event.position();
            }
        }
        feeding.meters().replayed(fresh);
        return fresh > 0;
    }

    private void later(String reason) {
        if (!complained) {
            complained = true;
            Hole hole = sequence.hole();
            log.warn("{}: partition {} waits for {} ({})", feeding.name(), partition, described(hole), reason);
        }
        feeding.after(backOff.next(), this::begin);
    }

    private static String described(@Nullable Hole hole) {
        return hole == null ? "nothing" : "missing positions " + hole.from() + " to " + hole.to();
    }

    private void end() {
        if (firstMissing > 0) {
            Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
            feeding.meters().repaired(took);
            log.info(
                    "{}: partition {} was missing positions {} to {}; fetched them from their owner in {} ms",
                    feeding.name(),
                    partition,
                    firstMissing,
                    lastReplayed,
                    took.toMillis());
        }
        firstMissing = 0;
        complained = false;
        active = false;
        backOff.reset();
    }
}
