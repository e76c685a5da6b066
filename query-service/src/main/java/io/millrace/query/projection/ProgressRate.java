package io.millrace.query.projection;

import java.util.ArrayDeque;
import java.util.Deque;

/** How fast a number grows, seen from outside, over the last ten looks at it or so. Thread-safe. */
final class ProgressRate {

    private static final int LOOKS = 10;

    private final Deque<Look> looks = new ArrayDeque<>();

    private record Look(long nanos, long reached) {}

    synchronized void reached(long total) {
        looks.addLast(new Look(System.nanoTime(), total));
        if (looks.size() > LOOKS + 1) {
            looks.removeFirst();
        }
    }

    /** A second; 0 until it was looked at twice. */
    synchronized double perSecond() {
        Look first = looks.peekFirst();
        Look last = looks.peekLast();
        return first == null || last == null || last.nanos() == first.nanos()
                ? 0
                : (last.reached() - first.reached()) * 1e9 / (last.nanos() - first.nanos());
    }
}
