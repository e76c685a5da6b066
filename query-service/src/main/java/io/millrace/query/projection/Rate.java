package io.millrace.query.projection;

import java.util.Arrays;

/** How much happens a second, over the last ten whole seconds. Thread-safe. */
final class Rate {

    private static final int SECONDS = 10;

    /** One slot a second, and one for the second that is not over. */
    private final long[] counts = new long[SECONDS + 1];

    private long second = now();

    synchronized void add(long count) {
        moveOn();
        counts[slot(second)] += count;
    }

    synchronized double perSecond() {
        moveOn();
        return (double) (Arrays.stream(counts).sum() - counts[slot(second)]) / SECONDS;
    }

    private void moveOn() {
        long now = now();
        for (long passed = Math.max(second, now - counts.length) + 1; passed <= now; passed++) {
            counts[slot(passed)] = 0;
        }
        second = now;
    }

    private static long now() {
        return System.nanoTime() / 1_000_000_000;
    }

    private int slot(long ofSecond) {
        return Math.floorMod(ofSecond, counts.length);
    }
}
