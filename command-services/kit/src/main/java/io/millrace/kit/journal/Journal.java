package io.millrace.kit.journal;

import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/**
 * A service's write store: the states, and the permanent record of events that is written with them. Positions are dense
 * per partition and their order is the order of commits, over any number of processes. Every call has a time limit.
 * Callable from any context; futures complete on the caller's.
 */
public interface Journal<C, S, E extends Event> {

    /** Name of the service whose journal it is. */
    String source();

    /** How many partitions it has; fixed when the store was created. */
    int partitions();

    /** The event loop where it has a partition: a lane on the same one spares every batch the way there. */
    Context home(int partition);

    /** Whether the decision about a command needs more than its aggregate, which {@link #ask} then brings. */
    boolean completes(C command);

    /** Reads what a lane needs in one round trip. Fails with {@link StoreUnavailable}. */
    Future<Answer<C, S>> ask(Question<C> question);

    /**
     * Commits a batch as a whole and gives the position before its first event. Fails with {@link JournalConflict} when
     * another process was first, with {@link ConstraintViolation} when a rule of the store forbids it (nothing is written
     * in either case), with {@link StoreUnavailable} when the store refused to work, and with {@link OutcomeUnknown} when
     * the connection broke before the answer came.
     *
     * <p>A batch may be handed over while the one before it in the partition is still on its way. It is committed behind that
     * one then, and only if that one is: it fails, mostly with {@link JournalConflict}, if that one does.
     */
    Future<Long> append(Batch<S, E> batch);

    /** Events after a position, in order, at most {@code limit}. */
    Future<List<EventEnvelope>> read(int partition, long after, int limit);

    /** The position of the last event of every partition, 0 for an empty one. */
    Future<Map<Integer, Long>> heads();

    /** Up to where each partition is known to have reached the broker. */
    Future<Map<Integer, Long>> published();

    /** Moves the published marks forward, never back. */
    Future<Void> markPublished(Map<Integer, Long> positions);
}
