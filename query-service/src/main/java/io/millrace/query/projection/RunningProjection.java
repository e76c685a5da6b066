package io.millrace.query.projection;

import io.millrace.query.projection.Build.Purpose;
import io.millrace.runtime.trace.EventSpans;
import io.millrace.runtime.trace.Tracing;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One projection in this process: runs the generations that its pointer names, and does what is next for the one that is
 * being built. Any process may do that; the pointer decides who did. {@link #follow} and {@link #advance} come from one
 * context, one at a time; everything else may be called from any thread.
 */
final class RunningProjection {

    private static final Logger log = LoggerFactory.getLogger(RunningProjection.class);
    private static final int MOST_RETRIES = 5;
    /** Looks that whoever builds a generation is left to finish it before another process does. */
    private static final int LEFT_TO_BUILDER = 5;
    /** Of so many looks one is at what only a fault of the store can have changed. */
    private static final int SELDOM = 10;
    /** Looks after which all processes know that a generation is to be dropped. */
    private static final int LEFT_TO_LEAVE = 3;

    private final Resources resources;
    private final Projection projection;
    private final Changes changes;
    private final Pointers pointers;
    private final ReadModel readModel;
    private final Map<Integer, RunningGeneration> generations = new ConcurrentSkipListMap<>();
    private final String apply;
    private final Map<Integer, Integer> looks = new HashMap<>();
    private volatile @Nullable Pointer pointer;
    private volatile @Nullable RunningGeneration live;
    private final Promise<RunningGeneration> firstLive = Promise.promise();
    private volatile Instant liveSince = Instant.now();
    /** What a comparison has found, until it is in the pointer. */
    private volatile @Nullable Compared compared;

    /** Touched by one look at a time. */
    private int looksAtLive;

    private volatile boolean comparing;
    private volatile boolean stopping;

    RunningProjection(Resources resources, Changes changes, Projection projection) {
        this.resources = resources;
        this.projection = projection;
        this.changes = changes;
        this.apply = "apply " + projection.name();
        this.pointers = new Pointers(resources.mongo());
        this.readModel = new ReadModel(resources, projection, () -> live, firstLive.future(), this::lag);
    }

    Projection projection() {
        return projection;
    }

    ReadModel readModel() {
        return readModel;
    }

    /** Runs what a pointer names and stops what it names no more; makes the first one if there is none. */
    Future<Void> follow(@Nullable Pointer stored) {
        if (stopping) {
            return Future.succeededFuture();
        }
        return stored == null ? begin() : adopt(stored);
    }

    private Future<Void> begin() {
        return pointers.versionOf(Generation.first(projection))
                .compose(made -> pointers.save(projection.name(), Pointer.first(made.orElse(projection.version()))))
                .compose(saved -> reload());
    }

    private Future<Void> reload() {
        return pointers.load(List.of(projection.name())).compose(found -> {
            Pointer stored = found.get(projection.name());
            return stored == null ? Future.failedFuture("the pointer has vanished") : adopt(stored);
        });
    }

    private Future<Void> adopt(Pointer stored) {
        Future<Void> turn = leaveBehindTheStore(stored);
        for (Build build : stored.builds()) {
            if (!build.dropped()) {
                turn = turn.compose(
                        done -> generations.containsKey(build.number()) ? Future.succeededFuture() : run(build));
            }
        }
        return turn.compose(done -> {
            pointer = stored;
            answerFrom(stored.live());
            return leave(generations.keySet().stream()
                    .filter(number -> stored.build(number).map(Build::dropped).orElse(true))
                    .toList());
        });
    }

    /** What has stopped because the store went back is run anew from what the store has. */
    private Future<Void> leaveBehindTheStore(Pointer stored) {
        Future<Void> turn = Future.succeededFuture();
        for (Build build : stored.builds()) {
            RunningGeneration stale = generations.get(build.number());
            if (stale != null && !build.dropped() && stale.run().storeWentBack()) {
                generations.remove(build.number());
                looks.remove(build.number());
                turn = turn.compose(done -> stale.stop())
                        .eventually(stale::close)
                        .otherwiseEmpty();
            }
        }
        return turn;
    }

    private void answerFrom(int number) {
        RunningGeneration before = live;
        RunningGeneration next = generations.get(number);
        if (next != before) {
            live = next;
            firstLive.tryComplete(next);
            liveSince = Instant.now();
            changes.switched(projection.name());
            if (before != null) {
                log.info("Projection {} answers from generation {} now, {} before", projection.name(), number, before);
            }
        }
    }

    /** What is built beside what answers is nobody's news. */
    private void tell(int number, Checkpoint reached, Set<String> topics) {
        RunningGeneration answering = live;
        if (answering != null && answering.generation().number() == number) {
            changes.changed(projection.name(), number, reached.rev(), topics);
        }
    }

    private Generation generation(Build build) {
        return new Generation(projection.name(), build.number(), build.version());
    }

    /** A rebuild goes through all of history, whose traces are over. */
    private EventSpans traced(int generation) {
        return answers(generation) ? resources.tracing().events(Tracing.Kind.CONSUMER, apply) : EventSpans.NONE;
    }

    private Future<Void> run(Build build) {
        boolean kept = build.version() == projection.version();
        return RunningGeneration.start(
                        resources,
                        projection,
                        generation(build),
                        kept,
                        () -> answers(build.number()) ? 0 : resources.requests().getAsInt(),
                        (reached, topics) -> tell(build.number(), reached, topics),
                        () -> traced(build.number()))
                .compose(started -> {
                    if (stopping) {
                        return started.stop().eventually(started::close);
                    }
                    generations.put(build.number(), started);
                    return Future.succeededFuture();
                });
    }

    private boolean answers(int number) {
        RunningGeneration now = live;
        return now != null && now.generation().number() == number;
    }

    private Future<Void> leave(Collection<Integer> numbers) {
        Future<Void> turn = Future.succeededFuture();
        for (int number : numbers) {
            RunningGeneration left = generations.remove(number);
            if (left != null) {
                looks.remove(number);
                turn = turn.compose(done -> left.abandon()).compose(done -> left.close());
            }
        }
        return turn;
    }

    /** Does what is next, if anything is: a new generation for a new version, the end of one that has caught up. */
    Future<Void> advance() {
        Pointer known = pointer;
        if (known == null || stopping) {
            return Future.succeededFuture();
        }
        if (beginsAnew(known)) {
            log.info(
                    "Projection {} is declared in version {} now, its documents are of version {}: rebuilding",
                    projection.name(),
                    projection.version(),
                    known.liveBuild().version());
            return change(now -> beginsAnew(now) ? begunAnew(now) : now).mapEmpty();
        }
        return keepWhatWasCompared()
                .compose(done -> lookAtLive())
                .compose(done ->
                        known.underWay().isPresent() ? build(known.underWay().get()) : Future.succeededFuture())
                .compose(done -> remove(known));
    }

    /** What is under way for a version before this one has nobody any more who builds it. */
    private boolean beginsAnew(Pointer now) {
        return !now.serves(projection.version())
                && now.underWay()
                        .filter(build -> build.version() >= projection.version())
                        .isEmpty();
    }

    private Pointer begunAnew(Pointer now) {
        return now.underWay()
                .map(build -> now.dropping(build.number()))
                .orElse(now)
                .withNew(projection.version(), Purpose.SWITCH);
    }

    /**
     * Another build of the service may keep up what answers; nothing else here would notice. News of changes may get lost on
     * their way to those who follow here. And the store may have gone back, which shows by itself with the next event only.
     */
    private Future<Void> lookAtLive() {
        RunningGeneration now = live;
        boolean seldom = now != null && now.kept() && !changes.followed(projection.name());
        if (now == null || (seldom && ++looksAtLive % SELDOM != 0)) {
            return Future.succeededFuture();
        }
        return now.look()
                .onSuccess(stored ->
                        changes.stored(projection.name(), now.generation().number(), stored.rev()))
                .mapEmpty();
    }

    private Future<Void> build(Build build) {
        RunningGeneration anew = generations.get(build.number());
        RunningGeneration old = live;
        if (anew == null || old == null || !anew.kept() || comparing) {
            return Future.succeededFuture();
        }
        return old.look()
                .compose(before -> anew.look().compose(reached -> {
                    Optional<Map<String, Long>> heads = anew.heads();
                    boolean caughtUp = heads.isPresent()
                            && reached.covers(heads.get())
                            && reached.covers(ReadModel.ofSources(before.positions(), projection));
                    if (!caughtUp) {
                        looks.remove(build.number());
                        return Future.succeededFuture();
                    }
                    boolean mine = anew.metrics().events() > 0 || reached.total() == 0;
                    return mine || looks.merge(build.number(), 1, Integer::sum) > LEFT_TO_BUILDER
                            ? complete(build, old, anew, reached)
                            : Future.succeededFuture();
                }));
    }

    private Future<Void> complete(Build build, RunningGeneration old, RunningGeneration anew, Checkpoint reached) {
        if (build.purpose() == Purpose.VERIFY) {
            compare(build, old, anew, reached);
            return Future.succeededFuture();
        }
        boolean switching = build.purpose() == Purpose.SWITCH && reached.deadLetters() == 0;
        if (build.purpose() == Purpose.SWITCH && !switching) {
            log.warn(
                    "{} is complete but has {} dead letters: it is not switched to unless told so",
                    anew,
                    reached.deadLetters());
        } else {
            log.info("{} is complete, {} events", anew, reached.total());
        }
        return change(now -> now.completed(build.number(), switching)).mapEmpty();
    }

    private record Compared(Build build, Verification found) {}

    /** Takes its time, beside everything else. */
    private void compare(Build build, RunningGeneration old, RunningGeneration anew, Checkpoint reached) {
        comparing = true;
        new Comparison(
                        resources.vertx(),
                        projection,
                        new MongoDocumentStore(resources.mongo(), projection, old.generation()),
                        new MongoDocumentStore(resources.mongo(), projection, anew.generation()),
                        () -> stopping || !generations.containsKey(build.number()))
                .run(old.generation().number(), reached.positions())
                .onSuccess(found -> compared = new Compared(build, found))
                .onFailure(failure -> {
                    comparing = false;
                    log.warn("The comparison of {} and {} has failed: {}", old, anew, failure.getMessage());
                });
    }

    private Future<Void> keepWhatWasCompared() {
        Compared done = compared;
        if (done == null) {
            return Future.succeededFuture();
        }
        return change(now -> now.verified(done.build().number(), done.found()))
                .onSuccess(kept -> {
                    compared = null;
                    comparing = false;
                    tell(done.found());
                })
                .mapEmpty();
    }

    private void tell(Verification found) {
        if (found.differing() > 0) {
            log.error(
                    "{} of {} documents of {} are not as the journals say, such as {}",
                    found.differing(),
                    found.documents(),
                    projection.name(),
                    found.differences().get(0));
        } else {
            log.info(
                    "{} documents of {} are as the journals say; {} changed or were parked whenever they were looked at",
                    found.documents() - found.unsettled(),
                    projection.name(),
                    found.unsettled());
        }
    }

    private Future<Void> remove(Pointer known) {
        return known.builds().stream()
                .filter(Build::dropped)
                .filter(build -> build.number() != known.live())
                .filter(build -> looks.merge(build.number(), 1, Integer::sum) > LEFT_TO_LEAVE)
                .findFirst()
                .map(build -> removeNow(generation(build)))
                .orElse(Future.succeededFuture());
    }

    private Future<Void> removeNow(Generation dropped) {
        return resources
                .broker()
                .deleteSubscriber(dropped.subscriber(), projection.sources(), RunningGeneration.DELETE_LIMIT)
                .compose(deleted -> pointers.removeAll(projection, dropped))
                .compose(removed -> change(now -> now.without(dropped.number())))
                .onSuccess(done -> {
                    looks.remove(dropped.number());
                    log.info("{} is removed", dropped.key());
                })
                .mapEmpty();
    }

    /**
     * Changes the pointer for all processes, and follows it here at once; to be called in turn.
     *
     * @param change may be called several times; what it throws is the outcome, and nothing has changed then
     */
    Future<Pointer> change(UnaryOperator<Pointer> change) {
        return change(change, MOST_RETRIES);
    }

    private Future<Pointer> change(UnaryOperator<Pointer> change, int retriesLeft) {
        return pointers.load(List.of(projection.name()))
                .compose(found -> {
                    Pointer stored = found.get(projection.name());
                    if (stored == null) {
                        return Future.failedFuture("the projection has not begun yet");
                    }
                    Pointer next = change.apply(stored);
                    return next.equals(stored) ? Future.succeededFuture(true) : pointers.save(projection.name(), next);
                })
                .compose(saved -> saved
                        ? reload().map(done -> pointer)
                        : retriesLeft > 0
                                ? change(change, retriesLeft - 1)
                                : Future.failedFuture(
                                        "others change the generations of " + projection.name() + " too"));
    }

    /** The generation that answers. Fails as long as that is not known. */
    Future<RunningGeneration> live() {
        RunningGeneration now = live;
        return now == null ? Future.failedFuture(ReadModel.unknown(projection)) : Future.succeededFuture(now);
    }

    Future<Void> stop() {
        stopping = true;
        return Future.join(generations.values().stream()
                        .map(RunningGeneration::stop)
                        .toList())
                .mapEmpty();
    }

    Future<Void> close() {
        return Future.join(generations.values().stream()
                        .map(RunningGeneration::close)
                        .toList())
                .mapEmpty();
    }

    /** Looks at what other processes may have done, as far as the store answers, and tells. */
    Future<ProjectionStatus> lookedAtStatus() {
        return Future.join(generations.values().stream()
                        .map(RunningGeneration::look)
                        .toList())
                .transform(looked -> Future.succeededFuture(status()));
    }

    ProjectionStatus status() {
        RunningGeneration now = live;
        Pointer known = pointer;
        return now == null || known == null
                ? StatusReport.unknown(projection)
                : new StatusReport(projection, known, now, generations).status();
    }

    /** Of what answers. If nobody keeps that up, it is as old as this process knows. */
    private Duration lag() {
        RunningGeneration now = live;
        if (now == null) {
            return Duration.ZERO;
        }
        if (now.kept()) {
            return now.lag();
        }
        boolean behind = generations.values().stream()
                .filter(RunningGeneration::kept)
                .flatMap(kept -> kept.heads().stream())
                .anyMatch(heads -> !now.run().checkpoint().covers(heads));
        return behind ? Duration.between(liveSince, Instant.now()) : Duration.ZERO;
    }
}
