package io.millrace.query.projection;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.messaging.Broker;
import io.millrace.query.projection.Build.Purpose;
import io.millrace.runtime.loop.Loop;
import io.millrace.runtime.loop.Next;
import io.millrace.runtime.trace.Tracing;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.mongo.MongoClient;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The projections that a process runs, each at its own pace on threads apart from the event loops. Any number of processes may
 * run the same ones; what is said to one of them about generations, all of them follow within a second. Thread-safe.
 */
public final class Projections {

    /** How soon a process notices what another one has decided about generations. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final long START_MILLIS = 2_000;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    private static final Duration RESUBMIT_LIMIT = Duration.ofSeconds(20);

    private final Context context;
    private final Pointers pointers;
    private final Changes changes;
    private final List<RunningProjection> running;
    private final Loop loop;
    private final Promise<Void> looked = Promise.promise();
    /** The last thing that was begun about generations; belongs to the context. */
    private Future<?> turn = Future.succeededFuture();

    private Projections(Vertx vertx, MongoClient mongo, Changes changes, List<RunningProjection> running) {
        this.context = vertx.getOrCreateContext();
        this.pointers = new Pointers(mongo);
        this.changes = changes;
        this.running = running;
        this.loop = new Loop(context, "generations of the read models", this::look);
    }

    /**
     * Completes when it is known which generations answer, or after two seconds: store and broker may be down, then the
     * projections wait, and go on by themselves.
     *
     * @param requests how many requests the process is working on, to which a rebuild gives way; asked on any thread
     */
    public static Future<Projections> start(
            Vertx vertx,
            MongoClient mongo,
            Broker broker,
            MeterRegistry meters,
            IntSupplier requests,
            Tracing tracing,
            List<Projection> declared) {
        Resources resources = new Resources(vertx, mongo, broker, meters, requests, tracing);
        Changes changes = new Changes(vertx, broker);
        Projections projections = new Projections(
                vertx,
                mongo,
                changes,
                declared.stream()
                        .sorted(Comparator.comparing(Projection::name))
                        .map(projection -> new RunningProjection(resources, changes, projection))
                        .toList());
        projections.loop.start();
        return projections
                .looked
                .future()
                .timeout(START_MILLIS, TimeUnit.MILLISECONDS)
                .transform(looked -> Future.succeededFuture(projections));
    }

    private Future<Next> look() {
        List<String> names =
                running.stream().map(one -> one.projection().name()).toList();
        return inTurn(() -> pointers.load(names)
                        .compose(found -> Future.join(running.stream()
                                .map(one -> one.follow(
                                                found.get(one.projection().name()))
                                        .compose(done -> one.advance()))
                                .toList())))
                .map(done -> {
                    looked.tryComplete();
                    return Next.after(LOOK);
                });
    }

    /** One thing at a time, in the order of calls; what has failed is over, too. */
    private <T> Future<T> inTurn(Supplier<Future<T>> work) {
        Promise<T> outcome = Promise.promise();
        context.runOnContext(ignored -> {
            Future<T> next = turn.transform(before -> work.get());
            turn = next;
            next.onComplete(outcome);
        });
        return outcome.future();
    }

    /** @throws NoSuchElementException if the projection is not one of these */
    public ReadModel readModel(Projection projection) {
        return find(projection.name())
                .orElseThrow(() -> new NoSuchElementException("no projection " + projection.name()))
                .readModel();
    }

    /** What changes in the documents that answer, by whichever process. */
    public Changes changes() {
        return changes;
    }

    /** All of them, by name. */
    public List<ProjectionStatus> status() {
        return running.stream().map(RunningProjection::status).toList();
    }

    /** One of them, with what other processes have done, as far as the store answers. */
    public Future<ProjectionStatus> status(String name) {
        return named(name).compose(RunningProjection::lookedAtStatus);
    }

    /**
     * Begins a new generation beside the one that answers.
     *
     * @param switching whether it answers as soon as it is complete
     * @return its number; fails with {@link RefusedException} while another one is under way
     */
    public Future<Integer> rebuild(String name, boolean switching) {
        return begin(name, switching ? Purpose.SWITCH : Purpose.KEEP);
    }

    /** Begins to fold the journals anew, to compare the outcome with the documents that answer; otherwise as a rebuild. */
    public Future<Integer> verify(String name) {
        return begin(name, Purpose.VERIFY);
    }

    private Future<Integer> begin(String name, Purpose purpose) {
        return change(name, (projection, pointer) -> {
                    pointer.underWay().ifPresent(build -> {
                        throw new RefusedException("Generation " + build.number() + " of " + name
                                + " is under way; wait for its end, or drop it");
                    });
                    return pointer.withNew(projection.version(), purpose);
                })
                .map(Pointer::last);
    }

    /** Lets another complete generation answer. Fails with {@link RefusedException} or {@link NoSuchElementException}. */
    public Future<Void> switchTo(String name, int number) {
        return change(name, (projection, pointer) -> {
                    Build build = existing(pointer, name, number);
                    if (!build.complete()) {
                        throw new RefusedException("Generation " + number + " of " + name + " is not complete yet");
                    }
                    return pointer.switchedTo(number);
                })
                .mapEmpty();
    }

    /** Gives a generation up. Fails with {@link RefusedException} if it answers, or {@link NoSuchElementException}. */
    public Future<Void> drop(String name, int number) {
        return change(name, (projection, pointer) -> {
                    existing(pointer, name, number);
                    if (pointer.live() == number) {
                        throw new RefusedException("Generation " + number + " of " + name + " answers queries");
                    }
                    return pointer.dropping(number);
                })
                .mapEmpty();
    }

    private static Build existing(Pointer pointer, String name, int number) {
        return pointer.build(number)
                .filter(build -> !build.dropped())
                .orElseThrow(() -> new NoSuchElementException("there is no generation " + number + " of " + name));
    }

    @FunctionalInterface
    private interface Change {
        Pointer apply(Projection projection, Pointer pointer);
    }

    private Future<Pointer> change(String name, Change change) {
        return named(name).compose(one -> {
            UnaryOperator<Pointer> now = pointer -> change.apply(one.projection(), pointer);
            return inTurn(() -> one.change(now));
        });
    }

    /** Some dead letters of the generation that answers, by document, beyond a {@link DeadLetter#sortKey}; "" for all. */
    public Future<List<DeadLetter>> deadLetters(String name, String beyond, int limit) {
        return live(name).compose(live -> live.run().letters().after(beyond, limit));
    }

    /**
     * Tries a dead letter again, and all others of its document, in order, for up to 20 seconds. Fails with {@link NoSuchElementException} if there is
     * none, with {@link OvertakenException} if only a rebuild can help.
     */
    public Future<Resubmission> resubmit(String name, String id) {
        return kept(name).compose(live -> live.run().resubmit(id, RESUBMIT_LIMIT));
    }

    /** Tries all dead letters again, for up to 20 seconds. Fails with {@link RefusedException} if this build cannot. */
    public Future<Resubmission> resubmitAll(String name) {
        return kept(name).compose(live -> live.run().resubmitAll(RESUBMIT_LIMIT));
    }

    /**
     * Forgets a message that could not be read. Fails with {@link NoSuchElementException} if there is none, with
     * {@link RefusedException} if it is an event.
     */
    public Future<Void> discard(String name, String id) {
        return kept(name).compose(live -> live.run().discard(id));
    }

    /** Of what nobody applies events to here, letters can be seen and nothing more. */
    private Future<RunningGeneration> kept(String name) {
        return live(name)
                .compose(live -> live.kept()
                        ? Future.succeededFuture(live)
                        : Future.failedFuture(new RefusedException(live + " is of version "
                                + live.generation().version() + ", which this build of the service does not keep up")));
    }

    private Future<RunningGeneration> live(String name) {
        return named(name).compose(RunningProjection::live);
    }

    private Future<RunningProjection> named(String name) {
        return find(name)
                .map(Future::succeededFuture)
                .orElseGet(() -> Future.failedFuture(new NoSuchElementException("there is no projection " + name)));
    }

    private Optional<RunningProjection> find(String name) {
        return running.stream()
                .filter(one -> one.projection().name().equals(name))
                .findFirst();
    }

    /** Finishes the batches in flight and stops listening, within about 20 seconds. */
    public Future<Void> stop() {
        return loop.stop(STOP_LIMIT)
                .transform(stopped -> Future.join(
                        running.stream().map(RunningProjection::stop).toList()))
                .mapEmpty();
    }

    /** Gives the threads back; after {@link #stop}, and after the broker is closed, which still uses them until then. */
    public Future<Void> close() {
        return Future.join(running.stream().map(RunningProjection::close).toList())
                .mapEmpty();
    }
}
