package io.millrace.messaging;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Pauses between attempts: doubling, bounded, and spread so that many that failed together don't return together. */
final class BackOff {
    private final long from;
    private final long upTo;
    private long pause;

    BackOff(Duration from, Duration upTo) {
        this.from = from.toMillis();
        this.upTo = Math.max(this.from, upTo.toMillis());
        this.pause = this.from;
    }

    /** 100 ms to 5 s. */
    static BackOff standard() {
        return new BackOff(Duration.ofMillis(100), Duration.ofSeconds(5));
    }

    /** Milliseconds to wait before the next attempt, between half and all of the present pause. */
    long next() {
        long now = pause;
        pause = Math.min(upTo, pause * 2);
        return Math.max(1, now / 2 + ThreadLocalRandom.current().nextLong(now / 2 + 1));
    }

    void reset() {
        pause = from;
    }
}
