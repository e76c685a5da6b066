package io.millrace.kit.lane;

import java.util.ArrayDeque;

/**
 * Lets only so many small batches of one process's lanes be under way at a time. A commit costs the store nearly the same for
 * few commands and for many, so where more of them would only divide the processors, a lane does better to gather for the time
 * that a commit takes. Thread-safe.
 */
final class SmallBatches {

    private final int most;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private int underWay;

    SmallBatches(int most) {
        this.most = most;
    }

    /**
     * Takes a turn if there is one, which the caller must give back with {@link #leave}; it is handed one later otherwise.
     *
     * @param turn called once, on any thread, when the caller has a turn that it did not get at once
     * @return whether there was one
     */
    synchronized boolean enter(Runnable turn) {
        if (underWay < most) {
            underWay++;
            return true;
        }
        waiting.add(turn);
        return false;
    }

    /** Gives a turn back, or rather on to who waits longest. */
    void leave() {
        Runnable next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                underWay--;
            }
        }
        if (next != null) {
            next.run();
        }
    }
}
