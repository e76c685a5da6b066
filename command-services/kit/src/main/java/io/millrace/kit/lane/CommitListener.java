package io.millrace.kit.lane;

import io.millrace.kit.journal.NewEvent;
import java.util.List;

/** Hears of every batch with events that the lanes of this process have committed, in a partition in the order of commits. */
@FunctionalInterface
public interface CommitListener {

    /** Hears nothing. */
    CommitListener NONE = (partition, base, events) -> {};

    /**
     * Called on the event loop of the partition's lane; to return at once.
     *
     * @param base the position before the first of the events
     */
    void committed(int partition, long base, List<? extends NewEvent<?>> events);
}
