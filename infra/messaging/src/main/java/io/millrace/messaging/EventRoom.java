package io.millrace.messaging;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many events the subscriptions of one broker may keep together: when many of them catch up at once, beside a slow store,
 * each would otherwise fill its own bounds, and all of them the heap. It bounds what is fetched from owners, who have it still
 * when there is room; what the broker delivers is bounded by how many messages it sends ahead. Thread-safe.
 */
final class EventRoom {

    /** An event of usual size takes 1 to 2 KB, so an eighth of the heap, and something always. */
    private static final long HEAP_BYTES_AN_EVENT = 16_384;

    private static final long LEAST = 2_000;

    private final long most;
    private final AtomicLong kept = new AtomicLong();

    EventRoom(long most) {
        this.most = most;
    }

    /** For a process with such a heap. */
    static EventRoom ofHeap(long mostBytes) {
        return new EventRoom(Math.max(LEAST, mostBytes / HEAP_BYTES_AN_EVENT));
    }

    /** Takes notice that there are so many more, or fewer. */
    void add(long events) {
        kept.addAndGet(events);
    }

    long kept() {
        return kept.get();
    }

    boolean isLeft() {
        return kept.get() < most;
    }
}
