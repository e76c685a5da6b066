package io.millrace.query.projection;

import io.millrace.contracts.EventEnvelope;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one projection's documents and checkpoint; one call of {@link #apply} at a time, any thread.
 *
 * <p>Exact over any number of processes: documents and checkpoint are guarded by their {@code rev}. Whoever saves the
 * checkpoint second has seen documents that may be old by now, and redoes its batch; documents skip what they have.
 */
final class ProjectionWriter {

    private static final Logger log = LoggerFactory.getLogger(ProjectionWriter.class);
    private static final int MOST_REDOES = 10;

    private final Projection projection;
    private final DocumentStore store;
    private final RunMetrics metrics;
    private final BooleanSupplier abandoned;
    private final Consumer<Checkpoint> listener;

    private Checkpoint checkpoint;

    /**
     * @param abandoned whether to give up a long batch before its end
     * @param listener hears of every new checkpoint
     */
    ProjectionWriter(
            Projection projection,
            DocumentStore store,
            RunMetrics metrics,
            BooleanSupplier abandoned,
            Consumer<Checkpoint> listener) {
        this.projection = projection;
        this.store = store;
        this.metrics = metrics;
        this.abandoned = abandoned;
        this.listener = listener;
        this.checkpoint = Checkpoint.none(projection.version());
    }

    /** The latest checkpoint that this process knows. */
    synchronized Checkpoint checkpoint() {
        return checkpoint;
    }

    /** Makes the store ready. */
    Future<Checkpoint> prepare() {
        return store.prepare().compose(ready -> refresh());
    }

    /** The checkpoint as it is stored. Fails if the documents are of another version. */
    Future<Checkpoint> refresh() {
        return store.loadCheckpoint().map(stored -> {
            if (stored.version() != projection.version()) {
                throw new VersionMismatchException(projection, stored.version());
            }
            adopt(stored);
            return stored;
        });
    }

    /** Completes when the events are in the documents and in the checkpoint. After a failure, may be called again. */
    Future<Void> apply(List<EventEnvelope> events) {
        return apply(events, MOST_REDOES);
    }

    private Future<Void> apply(List<EventEnvelope> events, int redoesLeft) {
        return applyOnce(events).recover(failure -> {
            if (!(failure instanceof StaleWriteException) || redoesLeft == 0) {
                return Future.failedFuture(failure);
            }
            metrics.redone();
            log.debug("{} redoes a batch: {}", projection.name(), failure.getMessage());
            return refresh().compose(fresh -> apply(events, redoesLeft - 1));
        });
    }

    /** The checkpoint is taken before anything is loaded: a writer that comes between shows when it is saved. */
    private Future<Void> applyOnce(List<EventEnvelope> events) {
        long started = System.nanoTime();
        try {
            Checkpoint before = checkpoint();
            Unapplied unapplied = Unapplied.of(before, events);
            if (unapplied.events().isEmpty()) {
                return Future.succeededFuture();
            }
            Batch batch = new Batch(projection, unapplied.events());
            return new Application(projection, store, batch, abandoned)
                    .run()
                    .compose(written -> save(before.advancedTo(unapplied.reached()))
                            .onSuccess(saved -> metrics.applied(
                                    unapplied.events().size(),
                                    written,
                                    batch.skipped(),
                                    Duration.ofNanos(System.nanoTime() - started))));
        } catch (StaleWriteException | UnfoldableEventException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<Void> save(Checkpoint next) {
        return store.saveCheckpoint(next).onSuccess(saved -> adopt(next));
    }

    private void adopt(Checkpoint known) {
        synchronized (this) {
            if (known.rev() <= checkpoint.rev()) {
                return;
            }
            checkpoint = known;
        }
        listener.accept(known);
    }
}
