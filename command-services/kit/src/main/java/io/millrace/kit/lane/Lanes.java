package io.millrace.kit.lane;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.contracts.Event;
import io.millrace.kit.decider.Decider;
import io.millrace.kit.decider.Rejection;
import io.millrace.kit.journal.Journal;
import io.millrace.kit.lane.Work.CommandWork;
import io.millrace.kit.lane.Work.ReactionWork;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of a service in this process, one a partition, each on the event loop where the journal has the partition.
 * Thread-safe; futures complete on the caller's context.
 */
public final class Lanes<C, S, E extends Event> {

    private final VertxInternal vertx;
    private final List<Lane<C, S, E>> lanes;

    /**
     * @param violations what a violated rule of the store means to a client, by the rule's name; null for one that only a
     *     defect can violate
     * @param committed told the partition after every commit that appended events, on the lane's context; must not block
     */
    public Lanes(
            Vertx vertx,
            Journal<C, S, E> journal,
            Decider<C, S, E> decider,
            Function<String, @Nullable Rejection> violations,
            LaneLimits limits,
            MeterRegistry meters,
            CommitListener committed) {
        this.vertx = (VertxInternal) vertx;
        LaneMeters laneMeters = new LaneMeters(meters);
        SmallBatches smallBatches = new SmallBatches(Runtime.getRuntime().availableProcessors());
        List<Lane<C, S, E>> built = new ArrayList<>();
        for (int partition = 0; partition < journal.partitions(); partition++) {
            built.add(new Lane<>(
                    vertx,
                    journal.home(partition),
                    partition,
                    journal,
                    decider,
                    violations,
                    limits,
                    smallBatches,
                    laneMeters,
                    committed));
        }
        this.lanes = List.copyOf(built);
    }

    /**
     * Decides and commits a command. Fails with {@link LaneOverloaded} or {@code JournalConflict} when it was not
     * committed and may be tried again, with {@code OutcomeUnknown} when nobody knows, and with the store's own failure
     * when it could not be read.
     */
    public Future<Outcome> submit(CommandRequest<C, S> request) {
        Promise<Outcome> promise = vertx.getOrCreateContext().promise();
        lane(request.aggregateId()).submit(new CommandWork<>(request, promise));
        return promise.future();
    }

    /** Commits a reaction in one lane; completes when its effect and its mark are durable. */
    public Future<Void> react(int partition, Reaction<C> reaction) {
        Promise<Void> promise = vertx.getOrCreateContext().promise();
        lanes.get(partition).submit(new ReactionWork<>(reaction, promise));
        return promise.future();
    }

    public int partitionOf(String aggregateId) {
        return Partitions.of(aggregateId, lanes.size());
    }

    /** Takes no more work and completes when what was taken is committed. */
    public Future<Void> drain() {
        return Future.all(lanes.stream().map(Lane::drain).toList()).mapEmpty();
    }

    private Lane<C, S, E> lane(String aggregateId) {
        return lanes.get(partitionOf(aggregateId));
    }
}
