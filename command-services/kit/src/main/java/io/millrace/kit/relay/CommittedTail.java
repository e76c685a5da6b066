package io.millrace.kit.relay;

import io.millrace.contracts.EventEnvelope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * What this process has committed to one partition lately, so that the relay need not read back what was written a moment ago: a
 * stretch of events without holes. It is forgotten when another process has written in between, and when the relay is so far
 * behind that it would become too much; the journal has it. Thread-safe.
 */
final class CommittedTail {

    private static final int MOST_EVENTS = 2_000;
    private static final int MOST_CHARACTERS = 1 << 20;

    private final Deque<EventEnvelope> events = new ArrayDeque<>();
    private long characters;

    /** Events that follow each other; those of one call follow those of the call before, if not others did. */
    synchronized void add(List<EventEnvelope> committed) {
        if (!events.isEmpty()
                && events.getLast().position() + 1 != committed.get(0).position()) {
            clear();
        }
        for (EventEnvelope event : committed) {
            events.add(event);
            characters += event.data().length();
        }
        if (events.size() > MOST_EVENTS || characters > MOST_CHARACTERS) {
            clear();
        }
    }

    /** Up to so many events right after a position, and forgets those before; empty if it does not have the next one. */
    synchronized List<EventEnvelope> after(long position, int limit) {
        while (!events.isEmpty() && events.getFirst().position() <= position) {
            characters -= events.removeFirst().data().length();
        }
        if (events.isEmpty() || events.getFirst().position() != position + 1) {
            return List.of();
        }
        List<EventEnvelope> next = new ArrayList<>(Math.min(limit, events.size()));
        for (Iterator<EventEnvelope> each = events.iterator(); each.hasNext() && next.size() < limit; ) {
            next.add(each.next());
        }
        return next;
    }

    private void clear() {
        events.clear();
        characters = 0;
    }
}
