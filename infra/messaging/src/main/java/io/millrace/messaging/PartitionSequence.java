package io.millrace.messaging;

import io.millrace.contracts.EventEnvelope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts one partition's events back in order: whatever arrives, what it gives out is every event once, next after next.
 * Pure and bounded: what waits beyond a hole is limited, the rest is dropped, for the owner has it. Not thread-safe.
 */
final class PartitionSequence {
    private final int maxHeld;
    /** Contiguous after {@link #handled}; the first {@link #taken} are being handled. */
    private final Deque<Entry> ready = new ArrayDeque<>();
    /** Beyond a hole. */
    private final TreeMap<Long, EventEnvelope> held = new TreeMap<>();

    private long handled;
    private long handledElsewhere;
    private long known;
    private int taken;

    private record Entry(EventEnvelope event, Receipt receipt) {}

    PartitionSequence(long handled, int maxHeld) {
        this.handled = handled;
        this.handledElsewhere = handled;
        this.known = handled;
        this.maxHeld = maxHeld;
    }

    /** Position of the last event handled. */
    long handled() {
        return handled;
    }

    /** Events that wait to be taken, next in order. */
    int waiting() {
        return ready.size() - taken;
    }

    /** All events that are kept, taken ones and those beyond a hole included. */
    int kept() {
        return ready.size() + held.size();
    }

    /** Drops what is beyond a hole; it belongs to the hole now. */
    void forgetHeld() {
        held.clear();
    }

    @Nullable
    EventEnvelope oldest() {
        Entry first = ready.peekFirst();
        return first == null ? null : first.event();
    }

    /**
     * Takes in an event, wherever it belongs. The receipt is done at once if the event is a duplicate or beyond a hole:
     * waiting there must not keep other partitions' messages away, and the owner has it should this process die.
     *
     * @return false if it was a duplicate
     */
    boolean offer(EventEnvelope event, Receipt receipt) {
        long position = event.position();
        known = Math.max(known, position);
        if (position == end() + 1) {
            ready.addLast(new Entry(event, receipt));
            joinHeld();
            return true;
        }
        receipt.done();
        return position > end() && hold(event);
    }

    private boolean hold(EventEnvelope event) {
        if (held.putIfAbsent(event.position(), event) != null) {
            return false;
        }
        if (held.size() > maxHeld) {
            held.pollLastEntry();
        }
        return true;
    }

    /** The next events to handle; none while some taken before are neither handled nor given back. */
    List<EventEnvelope> take(int max) {
        if (taken > 0) {
            return List.of();
        }
        taken = Math.min(max, ready.size());
        List<EventEnvelope> batch = new ArrayList<>(taken);
        Iterator<Entry> next = ready.iterator();
        while (batch.size() < taken) {
            batch.add(next.next().event());
        }
        return batch;
    }

    /** What was taken is handled, durably. */
    void takenHandled() {
        int done = taken;
        taken = 0;
        removeFirst(done);
        moveOn();
    }

    /** What was taken could not be handled, and is next again. */
    void takenFailed() {
        taken = 0;
        moveOn();
    }

    /** Another process has handled events up to a position; those not being handled here are dropped. */
    void handledElsewhere(long position) {
        handledElsewhere = Math.max(handledElsewhere, position);
        known = Math.max(known, position);
        if (taken == 0) {
            moveOn();
        }
    }

    private void moveOn() {
        if (handledElsewhere <= handled) {
            return;
        }
        removeFirst((int) Math.min(ready.size(), handledElsewhere - handled));
        handled = Math.max(handled, handledElsewhere);
        held.headMap(handled, true).clear();
        joinHeld();
    }

    private void removeFirst(int count) {
        for (int i = 0; i < count; i++) {
            ready.removeFirst().receipt().done();
        }
        handled += count;
    }

    private void joinHeld() {
        while (!held.isEmpty() && held.firstKey() == end() + 1) {
            ready.addLast(new Entry(held.pollFirstEntry().getValue(), Receipt.NONE));
        }
    }

    /** An event at this position is known to exist. */
    void exists(long position) {
        known = Math.max(known, position);
    }

    /** The first positions known to exist that have not arrived; null if there are none. */
    @Nullable
    Hole hole() {
        if (!held.isEmpty()) {
            return new Hole(end() + 1, held.firstKey() - 1);
        }
        return known > end() ? new Hole(end() + 1, known) : null;
    }

    /**
     * The connection is gone: what was not acknowledged comes again, to this process or to another one. Only what is being
     * handled stays.
     */
    void connectionLost() {
        while (ready.size() > taken) {
            ready.removeLast();
        }
        held.clear();
        known = end();
    }

    private long end() {
        return handled + ready.size();
    }
}
