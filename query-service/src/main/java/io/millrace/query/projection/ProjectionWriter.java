package io.millrace.query.projection;

import io.millrace.contracts.EventEnvelope;
import io.millrace.runtime.trace.EventSpans;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one projection's documents and checkpoint; one call at a time that applies or resubmits, on any thread.
 *
 * <p>Exact over any number of processes: documents and checkpoint are guarded by their {@code rev}. Whoever saves the
 * checkpoint second has seen documents that may be old by now, and redoes its batch; documents skip what they have.
 */
final class ProjectionWriter {

    private static final Logger log = LoggerFactory.getLogger(ProjectionWriter.class);
    private static final int MOST_REDOES = 10;
    /** Of what is tried beside a process that writes all the time, and is always first. */
    private static final int MOST_REDOES_BESIDE = 200;

    private final Projection projection;
    private final Generation generation;
    private final DocumentStore store;
    private final DeadLetters letters;
    private final RunMetrics metrics;
    private final BooleanSupplier abandoned;
    private final Consumer<Checkpoint> listener;
    private final BiConsumer<Checkpoint, Set<String>> changes;

    private Checkpoint checkpoint;
    /** What is in the documents for all to see, although the checkpoint may not be saved yet. */
    private Checkpoint visible;

    /**
     * @param abandoned whether to give up a long batch before its end
     * @param listener hears of every new checkpoint, as soon as it is true of the documents
     * @param changes hears of topics that have changed, as {@link Changes} names them, once that is durable, and with which
     *     checkpoint
     */
    ProjectionWriter(
            Projection projection,
            Generation generation,
            DocumentStore store,
            DeadLetters letters,
            RunMetrics metrics,
            BooleanSupplier abandoned,
            Consumer<Checkpoint> listener,
            BiConsumer<Checkpoint, Set<String>> changes) {
        this.projection = projection;
        this.generation = generation;
        this.store = store;
        this.letters = letters;
        this.metrics = metrics;
        this.abandoned = abandoned;
        this.listener = listener;
        this.changes = changes;
        this.checkpoint = Checkpoint.none(generation.version());
        this.visible = checkpoint;
    }

    /** Positions whose effect is in the documents, as far as this process knows; those of the checkpoint at least. */
    synchronized Checkpoint visible() {
        return visible;
    }

    /** The latest checkpoint that this process knows. */
    synchronized Checkpoint checkpoint() {
        return checkpoint;
    }

    /** Makes the store ready. */
    Future<Checkpoint> prepare() {
        return store.prepare()
                .compose(ready -> letters.prepare())
                .compose(ready -> refresh())
                .compose(stored -> recount());
    }

    /** Makes the checkpoint tell the number of dead letters there are, should a crash have kept it from it. */
    Future<Checkpoint> recount() {
        return redone(
                () -> {
                    Checkpoint before = checkpoint();
                    return stillAt(before)
                            .compose(known -> counted(before))
                            .compose(counted -> counted.equals(before)
                                    ? Future.succeededFuture()
                                    : save(counted.advancedTo(Map.of())))
                            .map(saved -> checkpoint());
                },
                MOST_REDOES);
    }

    /** What is parked. */
    DeadLetters letters() {
        return letters;
    }

    /**
     * The checkpoint as it is stored. Fails if the documents are of another version, and with {@link StoreWentBackException}
     * if one that was known before is not what has led to it.
     */
    Future<Checkpoint> refresh() {
        Checkpoint known = checkpoint();
        return store.loadCheckpoint().map(stored -> {
            // Another process may have written as often again since the store went back.
            if (stored.rev() < known.rev() || !stored.covers(known.positions())) {
                throw new StoreWentBackException(generation, known, stored);
            }
            if (stored.version() != generation.version()) {
                throw new VersionMismatchException(generation, stored.version());
            }
            adopt(stored);
            return stored;
        });
    }

    /** Completes when the events are in the documents and in the checkpoint. After a failure, may be called again. */
    Future<Void> apply(List<EventEnvelope> events) {
        return redone(() -> applyOnce(events), MOST_REDOES);
    }

    /**
     * Tries a document's dead letters again, in order and some at a time, and then lets it follow what it refers to. It
     * stays parked while there are more.
     *
     * @param first which of the partitions that letters come from goes first, of 0 and up
     */
    Future<Tried> resubmit(DocumentKey document, int atMost, int first) {
        return beside(() -> resubmitOnce(document, atMost, first));
    }

    /**
     * Tries an event again whose documents could not be told. Fails with {@link OvertakenException}, and nothing has
     * changed, if a document holds later events already.
     */
    Future<Tried> resubmit(DeadLetter undirected) {
        return beside(() -> {
            Checkpoint before = checkpoint();
            Tried tried = new Tried(List.of(undirected), false).upTo(before, true);
            return tried.letters().isEmpty()
                    ? stillAt(before).map(still -> tried)
                    : resubmitted(before, Batch.undirected(projection, undirected), tried);
        });
    }

    /** It may be another process that applies events meanwhile. */
    private <T> Future<T> beside(Supplier<Future<T>> once) {
        return redone(once, MOST_REDOES_BESIDE)
                .recover(failure -> Future.failedFuture(
                        failure instanceof StaleWriteException
                                ? new RefusedException("another process writes all the time; try again")
                                : failure));
    }

    private <T> Future<T> redone(Supplier<Future<T>> once, int redoesLeft) {
        return attempt(once).recover(failure -> {
            if (!(failure instanceof StaleWriteException) || redoesLeft == 0) {
                return Future.failedFuture(failure);
            }
            metrics.redone();
            log.debug("{} redoes a batch: {}", generation.key(), failure.getMessage());
            return refresh().compose(fresh -> redone(once, redoesLeft - 1));
        });
    }

    private static <T> Future<T> attempt(Supplier<Future<T>> once) {
        try {
            return once.get();
        } catch (StaleWriteException | LaterVersionException e) {
            return Future.failedFuture(e);
        }
    }

    /** The checkpoint is taken before anything is loaded: a writer that comes between shows when it is saved. */
    private Future<Void> applyOnce(List<EventEnvelope> events) {
        long started = System.nanoTime();
        Checkpoint before = checkpoint();
        Unapplied unapplied = Unapplied.of(before, events);
        if (unapplied.events().isEmpty()) {
            return Future.succeededFuture();
        }
        Batch batch = Batch.of(projection, unapplied.events());
        Application application = application(batch);
        EventSpans spans = metrics.begin(projection, unapplied.events());
        return application
                .run(stillAt(before))
                .compose(done -> counted(before.advancedTo(unapplied.reached()), application.parked()))
                .onSuccess(this::show)
                .compose(this::save)
                .onSuccess(saved -> {
                    changes.accept(saved, application.topics());
                    tell(application.parked());
                    metrics.applied(
                            unapplied.events().size(),
                            application.written(),
                            batch.skipped(),
                            Duration.ofNanos(System.nanoTime() - started));
                })
                .onComplete(done -> {
                    application
                            .parked()
                            .forEach(letter -> spans.failed(letter.event().id(), letter.error()));
                    spans.end(done.cause());
                })
                .mapEmpty();
    }

    /**
     * The document comes first: if a letter is added after that, the document changes, and this is done again.
     *
     * <p>Only letters that the checkpoint covers are tried. Others are on their way, or a crash has left them behind, of a batch
     * that nobody has finished: their events come again, and the document may lack events before them, of which there
     * is no letter. One that is parked stays so, for it may be for them. If it is not parked, what the checkpoint covers was left
     * behind by a crash, perhaps before all that refers to the document had followed.
     */
    private Future<Tried> resubmitOnce(DocumentKey key, int atMost, int first) {
        Checkpoint before = checkpoint();
        return store.load(projection.set(key.set()), List.of(key.id()))
                .map(found -> found.stream().findFirst().orElse(StoredDocument.absent(key.id())))
                .compose(document -> letters.of(key, atMost + 1).compose(found -> {
                    boolean more = found.size() > atMost;
                    Tried tried = new Tried(more ? found.subList(0, atMost) : found, more)
                            .beginningWith(first)
                            .upTo(before, document.parked() > 0);
                    return tried.letters().isEmpty()
                            ? stillAt(before).map(still -> tried)
                            : resubmitted(before, tried.of(projection, key, document), tried);
                }));
    }

    /**
     * The checkpoint is written without new positions: whoever read documents before this has to read them again. The letters
     * go last: after a crash they are found and tried once more.
     */
    private Future<Tried> resubmitted(Checkpoint before, Batch batch, Tried tried) {
        Application application = application(batch);
        return application
                .run(stillAt(before))
                .compose(done -> letters.explain(application.parked()))
                .compose(done -> save(before.advancedTo(Map.of())))
                .onSuccess(saved -> changes.accept(saved, application.topics()))
                .compose(done -> letters.remove(tried.without(application.parked())))
                .map(done -> tried.staying(application.parked()));
    }

    /**
     * What was done to some of a document's dead letters.
     *
     * @param staying those that failed again, and what waits behind them
     * @param more whether the document has others, later ones
     * @param early how many were left alone because it is too early for them
     */
    record Tried(List<DeadLetter> letters, List<DeadLetter> staying, boolean more, int early) {

        Tried(List<DeadLetter> letters, boolean more) {
            this(letters, List.of(), more, 0);
        }

        Batch of(Projection projection, DocumentKey key, StoredDocument document) {
            return Batch.resubmission(
                    projection,
                    key,
                    document,
                    letters.stream().map(DeadLetter::event).toList(),
                    more || early > 0);
        }

        /** From how many partitions the letters come. */
        int partitions() {
            return (int) letters.stream().map(DeadLetter::partition).distinct().count();
        }

        /** The same letters, those of this partition first, counted in the order in which they are. */
        Tried beginningWith(int partition) {
            Map<String, List<DeadLetter>> byPartition = letters.stream()
                    .collect(Collectors.groupingBy(DeadLetter::partition, LinkedHashMap::new, Collectors.toList()));
            List<List<DeadLetter>> inOrder = new ArrayList<>(byPartition.values());
            Collections.rotate(inOrder, -partition);
            return new Tried(inOrder.stream().flatMap(List::stream).toList(), more);
        }

        /**
         * Those that a checkpoint covers.
         *
         * @param counts whether the others are letters, rather than what looks like one
         */
        Tried upTo(Checkpoint known, boolean counts) {
            List<DeadLetter> covered = letters.stream()
                    .filter(letter ->
                            known.position(letter.partition()) >= letter.event().position())
                    .toList();
            return new Tried(covered, List.of(), more, counts ? letters.size() - covered.size() : 0);
        }

        List<String> without(List<DeadLetter> parked) {
            Set<String> staying = parked.stream().map(DeadLetter::id).collect(Collectors.toSet());
            return letters.stream()
                    .map(DeadLetter::id)
                    .filter(id -> !staying.contains(id))
                    .toList();
        }

        Tried staying(List<DeadLetter> parked) {
            return new Tried(letters, parked, more, early);
        }

        /** As long as anything stays, letters that were about what a document refers to have only made way for another. */
        Resubmission summary() {
            DocumentKey document = letters.isEmpty() ? null : letters.get(0).document();
            long left = staying.stream()
                    .filter(letter -> document == null || document.equals(letter.document()))
                    .count();
            if (left == 0) {
                return new Resubmission(letters.size(), early);
            }
            Set<String> gone = Set.copyOf(without(staying));
            long folded = letters.stream()
                    .filter(letter -> letter.document() != null && letter.ofFold() && gone.contains(letter.id()))
                    .count();
            return new Resubmission(folded, left + early);
        }
    }

    /**
     * Whether the store is where this process takes it to be, asked while documents are loaded and known before any is
     * written: a document of a store that has gone back would take in an event, and say so, without those before it that
     * the store has forgotten.
     */
    private Future<Void> stillAt(Checkpoint before) {
        return refresh()
                .compose(stored -> stored.equals(before)
                        ? Future.succeededFuture()
                        : Future.failedFuture(
                                new StaleWriteException("the checkpoint was written by another process")));
    }

    private Application application(Batch batch) {
        return new Application(projection, store, letters, batch, abandoned);
    }

    private Future<Checkpoint> counted(Checkpoint next, List<DeadLetter> parked) {
        return parked.isEmpty() ? Future.succeededFuture(next) : counted(next);
    }

    private Future<Checkpoint> counted(Checkpoint next) {
        return letters.count().map(next::withDeadLetters);
    }

    /** Says once for a batch what has gone wrong, not for each event that waits behind it. */
    private void tell(List<DeadLetter> parked) {
        metrics.parked(parked.size());
        parked.stream()
                .filter(letter -> !letter.follows())
                .findFirst()
                .ifPresent(first -> log.error(
                        "Projection {} has parked {} {} at {} position {} for {}, {} dead letters in this batch: {}",
                        generation.key(),
                        first.event().type(),
                        first.event().id(),
                        first.partition(),
                        first.event().position(),
                        first.document() == null ? "documents it cannot tell" : first.document(),
                        parked.size(),
                        first.error()));
    }

    private Future<Checkpoint> save(Checkpoint next) {
        return store.saveCheckpoint(next).map(saved -> {
            adopt(next);
            return next;
        });
    }

    /** Queries see what is written, whether or not the checkpoint can be saved: nothing is ever taken back. */
    private void show(Checkpoint written) {
        synchronized (this) {
            visible = seen(written);
        }
        listener.accept(written);
    }

    private void adopt(Checkpoint known) {
        synchronized (this) {
            if (known.rev() < checkpoint.rev() || known.equals(checkpoint)) {
                return;
            }
            checkpoint = known;
            visible = seen(known);
        }
        listener.accept(known);
    }

    /** As long as more is visible than a checkpoint tells, its number of dead letters may be too small. */
    private Checkpoint seen(Checkpoint other) {
        long letters = other.covers(visible.positions())
                ? other.deadLetters()
                : Math.max(other.deadLetters(), visible.deadLetters());
        return visible.advancedTo(other.positions()).withDeadLetters(letters);
    }
}
