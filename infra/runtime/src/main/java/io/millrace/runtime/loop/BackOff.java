package io.millrace.runtime.loop;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Growing waits after failures: doubles from the first to the longest, each shortened by up to a half at random so that
 * processes that failed together do not return together.
 */
public record BackOff(Duration first, Duration longest) {

    /** 100 ms growing to 5 s. */
    public static final BackOff STANDARD = new BackOff(Duration.ofMillis(100), Duration.ofSeconds(5));

    /** Refuses waits that are not positive or shrink. */
    public BackOff {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("back-off must grow from a positive wait: " + first + " to " + longest);
        }
    }

    /** The wait before the next try after this many failures in a row (at least 1). */
    public Duration after(int failures) {
        long doubled = first.toMillis() << Math.min(failures - 1, 20);
        long ceiling = Math.min(doubled, longest.toMillis());
        return Duration.ofMillis(ceiling - ThreadLocalRandom.current().nextLong(ceiling / 2 + 1));
    }
}
