package io.millrace.query.projection;

import io.millrace.contracts.EventEnvelope;
import io.millrace.runtime.loop.Loop;
import io.millrace.runtime.loop.Next;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one projection in this process: batches of several partitions wait in line, and those that wait together are applied
 * together. Its state lives on the projection's own context; methods may be called from any thread.
 */
final class ProjectionRun {

    private static final Logger log = LoggerFactory.getLogger(ProjectionRun.class);
    private static final int MOST_EVENTS = 4000;
    private static final int MOST_TASKS = 100;
    private static final long LOOK_ELSEWHERE_MILLIS = 200;

    private final Context context;
    private final Projection projection;
    private final ProjectionWriter writer;
    private final Loop loop;
    private final GivingWay givingWay;
    private final Resubmitter resubmitter;
    private final Waits waits = new Waits();
    private final Promise<Void> gaveUp = Promise.promise();

    // Touched on the context only. The line is bounded by the number of partitions, each of which waits for its answer.
    private final Queue<Delivery> line = new ArrayDeque<>();
    private final List<Delivery> inHand = new ArrayList<>();
    private final Queue<Task<?>> tasks = new ArrayDeque<>();
    private boolean prepared;
    private boolean looking;

    private volatile boolean stopping;
    private volatile @Nullable Throwable fatal;

    /** @param others how many there are to give way to after a batch; asked on any thread */
    ProjectionRun(
            Context context,
            Projection projection,
            Generation generation,
            DocumentStore store,
            DeadLetters letters,
            RunMetrics metrics,
            IntSupplier others,
            BiConsumer<Checkpoint, Set<String>> changes) {
        this.context = context;
        this.projection = projection;
        this.writer = new ProjectionWriter(
                projection, generation, store, letters, metrics, () -> stopping, waits::reached, changes);
        this.resubmitter = new Resubmitter(writer);
        this.givingWay = new GivingWay(context, others, metrics);
        this.loop = new Loop(context, "projection " + generation.key(), this::step);
    }

    void start() {
        loop.start();
    }

    /** Waits for the batch in flight, at most this long. Events that were not applied fail and will come again. */
    Future<Void> stop(Duration atMost) {
        stopping = true;
        return loop.stop(atMost).eventually(() -> {
            context.runOnContext(ignored -> refuseAll());
            return Future.succeededFuture();
        });
    }

    /** Completes when the events are in the documents and the checkpoint, however long the store fails. */
    Future<Void> handle(List<EventEnvelope> events) {
        Delivery delivery = new Delivery(events, Promise.promise());
        context.runOnContext(ignored -> {
            if (stopping || fatal != null) {
                refuse(delivery);
            } else {
                line.add(delivery);
                loop.wake();
            }
        });
        return delivery.done.future();
    }

    /** Tries a dead letter again, and all others of its document; see {@link Resubmitter#one}. */
    Future<Resubmission> resubmit(String id, Duration atMost) {
        return between(() -> resubmitter.one(id, until(atMost)));
    }

    /** Tries all dead letters again, until a time is over. */
    Future<Resubmission> resubmitAll(Duration atMost) {
        return between(() -> resubmitter.all(until(atMost)));
    }

    private BooleanSupplier until(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        return () -> stopping || System.nanoTime() > end;
    }

    /** Keeps a message that could not be read, for an operator to see. */
    Future<Void> keep(DeadLetter message) {
        return between(() -> writer.letters().add(List.of(message)).compose(kept -> writer.recount()))
                .mapEmpty();
    }

    /** Forgets such a message; fails with {@link NoSuchElementException} or, if it is anything else, {@link RefusedException}. */
    Future<Void> discard(String id) {
        return between(() -> writer.letters()
                        .find(id)
                        .map(found ->
                                found.orElseThrow(() -> new NoSuchElementException("there is no dead letter " + id)))
                        .compose(
                                letter -> letter.unreadable()
                                        ? writer.letters().remove(List.of(id))
                                        : Future.failedFuture(
                                                new RefusedException(
                                                        "Dead letter " + id
                                                                + " is an event, which may not get lost; resubmit it, or rebuild the projection")))
                        .compose(removed -> writer.recount()))
                .mapEmpty();
    }

    DeadLetters letters() {
        return writer.letters();
    }

    /** Does something when no batch is being applied; fails if there is no room for it, or no hope. */
    private <T> Future<T> between(Supplier<Future<T>> work) {
        Task<T> task = new Task<>(work, Promise.promise());
        context.runOnContext(ignored -> {
            if (stopping || fatal != null || tasks.size() >= MOST_TASKS) {
                task.done.fail(refusal());
            } else {
                tasks.add(task);
                loop.wake();
            }
        });
        return task.done.future();
    }

    /** The checkpoint as the store has it. */
    Future<Checkpoint> refresh() {
        return writer.refresh().onFailure(failure -> {
            if (failure instanceof StoreWentBackException) {
                context.runOnContext(ignored -> giveUp(failure));
            }
        });
    }

    /** Whether it has stopped because what it knows is not in the store any more; another run is to begin from what is. */
    boolean storeWentBack() {
        return fatal instanceof StoreWentBackException;
    }

    /** Whether the positions are in the documents, as soon as they are or when the time is up; on the caller's context. */
    Future<Boolean> reached(Map<String, Long> needed, Duration atMost) {
        if (visible().covers(needed)) {
            return Future.succeededFuture(true);
        }
        Future<Boolean> wait = waits.until(context.owner(), needed, atMost);
        // The checkpoint may have moved between the look and the wait.
        waits.reached(visible());
        context.runOnContext(ignored -> lookElsewhere());
        return wait;
    }

    Checkpoint checkpoint() {
        return writer.checkpoint();
    }

    /** What queries see already; as the checkpoint or beyond. */
    Checkpoint visible() {
        return writer.visible();
    }

    ProjectionState state() {
        if (fatal != null) {
            return ProjectionState.STOPPED;
        }
        return loop.failure().isPresent() ? ProjectionState.WAITING : ProjectionState.RUNNING;
    }

    /** Completes if an event or a version makes it stop for good. */
    Future<Void> gaveUp() {
        return gaveUp.future();
    }

    /** Why it is not running. */
    Optional<Throwable> error() {
        return Optional.ofNullable(fatal).or(loop::failure);
    }

    private Future<Next> step() {
        if (fatal != null) {
            return Future.succeededFuture(Next.whenWoken());
        }
        Future<Void> ready = prepared ? Future.succeededFuture() : prepare();
        return ready.compose(done -> doTasks()).compose(done -> applyNext()).recover(this::giveUpIfFatal);
    }

    private Future<Void> prepare() {
        return writer.prepare().map(stored -> {
            prepared = true;
            return null;
        });
    }

    /** What becomes of a task is no matter of the events. */
    private Future<Void> doTasks() {
        Task<?> task = tasks.poll();
        return task == null ? Future.succeededFuture() : task.run().transform(done -> doTasks());
    }

    /** What was taken in hand stays there until it is applied. */
    private Future<Next> applyNext() {
        takeInHand();
        if (inHand.isEmpty()) {
            return Future.succeededFuture(Next.whenWoken());
        }
        List<EventEnvelope> events =
                inHand.stream().flatMap(delivery -> delivery.events.stream()).toList();
        long began = System.nanoTime();
        return writer.apply(events)
                .compose(applied -> {
                    inHand.forEach(delivery -> delivery.done.complete());
                    inHand.clear();
                    return givingWay.after(Duration.ofNanos(System.nanoTime() - began));
                })
                .map(rested -> line.isEmpty() ? Next.whenWoken() : Next.atOnce());
    }

    private void takeInHand() {
        int events =
                inHand.stream().mapToInt(delivery -> delivery.events.size()).sum();
        while (events < MOST_EVENTS && !line.isEmpty()) {
            Delivery next = line.remove();
            inHand.add(next);
            events += next.events.size();
        }
    }

    private Future<Next> giveUpIfFatal(Throwable failure) {
        if (!(failure instanceof LaterVersionException
                || failure instanceof VersionMismatchException
                || failure instanceof StoreWentBackException)) {
            return Future.failedFuture(failure);
        }
        giveUp(failure);
        return Future.succeededFuture(Next.whenWoken());
    }

    private void giveUp(Throwable failure) {
        if (fatal != null) {
            return;
        }
        fatal = failure;
        if (failure instanceof StoreWentBackException) {
            log.warn("Projection {} begins again: {}", projection.name(), failure.getMessage());
        } else {
            log.error("Projection {} has stopped: {}", projection.name(), failure.getMessage(), failure);
        }
        refuseAll();
        gaveUp.tryComplete();
    }

    /** While somebody waits, it may be another process that applies what is waited for. */
    private void lookElsewhere() {
        if (looking || waits.isEmpty() || stopping) {
            return;
        }
        looking = true;
        context.owner()
                .setTimer(
                        LOOK_ELSEWHERE_MILLIS,
                        due -> context.runOnContext(ignored -> {
                            Future<?> look = waits.isEmpty() ? Future.succeededFuture() : refresh();
                            look.onComplete(looked -> context.runOnContext(again -> {
                                looking = false;
                                lookElsewhere();
                            }));
                        }));
    }

    private void refuseAll() {
        inHand.forEach(this::refuse);
        inHand.clear();
        line.forEach(this::refuse);
        line.clear();
        tasks.forEach(task -> task.done.fail(refusal()));
        tasks.clear();
    }

    private void refuse(Delivery delivery) {
        delivery.done.tryFail(refusal());
    }

    private RefusedException refusal() {
        return new RefusedException(
                "projection " + projection.name() + (tasks.size() >= MOST_TASKS ? " is busy" : " has stopped"));
    }

    private record Delivery(List<EventEnvelope> events, Promise<Void> done) {}

    private record Task<T>(Supplier<Future<T>> work, Promise<T> done) {

        Future<T> run() {
            return work.get().onComplete(done);
        }
    }
}
