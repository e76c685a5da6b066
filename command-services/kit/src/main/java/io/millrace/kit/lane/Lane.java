package io.millrace.kit.lane;

import io.millrace.contracts.ConsistencyToken;
import io.millrace.contracts.Event;
import io.millrace.kit.decider.Decider;
import io.millrace.kit.decider.Rejection;
import io.millrace.kit.journal.Answer;
import io.millrace.kit.journal.Batch;
import io.millrace.kit.journal.ConstraintViolation;
import io.millrace.kit.journal.IdempotencyKey;
import io.millrace.kit.journal.InboxMark;
import io.millrace.kit.journal.Journal;
import io.millrace.kit.journal.JournalConflict;
import io.millrace.kit.journal.OutcomeUnknown;
import io.millrace.kit.journal.Question;
import io.millrace.kit.journal.StoreUnavailable;
import io.millrace.kit.journal.Versioned;
import io.millrace.kit.lane.Work.CommandWork;
import io.millrace.kit.lane.Work.ReactionWork;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The single writer of one partition in this process. Work queues up while a batch is being committed and then goes
 * together into the next one; an idle lane starts at once, unless the process has as many small batches under way already as
 * are good for it, and then after {@value #PATIENCE_MILLIS} ms at the latest. Once as many commands wait as are being
 * committed, and not too few, they need not wait for the answer: those about other aggregates are decided and handed to the
 * store behind the batch ahead, so that the store goes from one batch to the next while the lane is busy with a third. What is committed is
 * committed in the order in which it came. All fields are owned by {@code context}.
 */
final class Lane<C, S, E extends Event> {

    private static final int ATTEMPTS = 30;
    private static final int HELD_STATES = 10_000;
    private static final int PATIENCE_MILLIS = 5;

    private final Vertx vertx;
    private final Context context;
    private final int partition;
    private final Journal<C, S, E> journal;
    private final Decider<C, S, E> decider;
    private final Function<String, @Nullable Rejection> violations;
    private final LaneMeters meters;
    private final CommitListener committed;

    private final WaitingWorks<C, S> waiting;
    private final SmallBatches smallBatches;
    private @Nullable Flight<C, S> ahead;
    private @Nullable Flight<C, S> behind;
    private boolean gathering;
    private boolean waitsForTurn;
    private long impatience;
    private boolean closed;
    private @Nullable Promise<Void> drained;
    private final Map<String, Versioned<S>> held = new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Versioned<S>> eldest) {
            return size() > HELD_STATES;
        }
    };
    private @Nullable Map<String, Long> marks;

    Lane(
            Vertx vertx,
            Context context,
            int partition,
            Journal<C, S, E> journal,
            Decider<C, S, E> decider,
            Function<String, @Nullable Rejection> violations,
            LaneLimits limits,
            SmallBatches smallBatches,
            LaneMeters meters,
            CommitListener committed) {
        this.vertx = vertx;
        this.context = context;
        this.partition = partition;
        this.journal = journal;
        this.decider = decider;
        this.violations = violations;
        this.waiting = new WaitingWorks<>(limits);
        this.smallBatches = smallBatches;
        this.meters = meters;
        this.committed = committed;
    }

    /** Queues work from any thread; its promise completes on the lane's context. */
    void submit(Work<C, S> work) {
        context.runOnContext(now -> {
            if (closed) {
                work.fail(new LaneOverloaded(waiting.commands()));
            } else if (waiting.isFullFor(work)) {
                meters.overloaded();
                work.fail(new LaneOverloaded(waiting.commands()));
            } else {
                waiting.add(work);
                startBatch();
            }
        });
    }

    /** Takes nothing more and completes when what was taken is done. */
    Future<Void> drain() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(now -> {
            closed = true;
            if (ahead == null && waiting.isEmpty()) {
                done.complete();
            } else if (drained == null) {
                drained = done;
            } else {
                drained.future().onComplete(done);
            }
        });
        return done.future();
    }

    private void startBatch() {
        if (waiting.isEmpty()) {
            Promise<Void> idle = drained;
            if (idle != null && ahead == null) {
                context.runOnContext(answered -> idle.tryComplete());
            }
            return;
        }
        Flight<C, S> before = ahead;
        if (before == null) {
            if (!waiting.isFew()) {
                begin(false);
            } else if (!waitsForTurn) {
                awaitTurn();
            }
        } else if (behind == null && before.inStore() && waiting.mayFollow(before) && !gathering) {
            gathering = true;
            context.runOnContext(gathered -> {
                gathering = false;
                startBehind();
            });
        }
    }

    /** Not for long, whatever the lanes that have a turn are waiting for. */
    private void awaitTurn() {
        if (smallBatches.enter(() -> context.runOnContext(now -> turn()))) {
            begin(true);
            return;
        }
        waitsForTurn = true;
        impatience = vertx.setTimer(
                PATIENCE_MILLIS,
                late -> context.runOnContext(now -> {
                    if (late == impatience && waitsForTurn) {
                        waitsForTurn = false;
                        if (ahead == null && !waiting.isEmpty()) {
                            begin(false);
                        }
                    }
                }));
    }

    private void turn() {
        if (waitsForTurn) {
            waitsForTurn = false;
            vertx.cancelTimer(impatience);
        }
        if (ahead == null && !waiting.isEmpty()) {
            begin(true);
        } else {
            smallBatches.leave();
        }
    }

    private void begin(boolean withTurn) {
        Flight<C, S> flight = new Flight<>(waiting.takeBatch(), null);
        ahead = flight;
        start(flight, withTurn);
    }

    /** A little later than it could be: what has been submitted already goes with it. */
    private void startBehind() {
        Flight<C, S> before = ahead;
        if (before == null || behind != null || !before.inStore()) {
            return;
        }
        List<Work<C, S>> works = waiting.takeBatchBehind(before);
        if (!works.isEmpty()) {
            Flight<C, S> flight = new Flight<>(works, before);
            behind = flight;
            start(flight, false);
        }
    }

    private void start(Flight<C, S> flight, boolean withTurn) {
        Future<Void> run = Future.<Void>succeededFuture().compose(start -> fly(flight));
        run.onComplete(done -> {
            if (done.failed()) {
                failAll(flight.works(), done.cause());
            }
            ahead = behind;
            behind = null;
            flight.land();
            if (withTurn) {
                smallBatches.leave();
            }
            startBatch();
        });
    }

    /**
     * The first attempt, which may go to the store behind the flight ahead. Whatever has to be done again is done when that one
     * is done with.
     */
    private Future<Void> fly(Flight<C, S> flight) {
        List<Work<C, S>> works = flight.works();
        return decide(works, 1).transform(decided -> {
            if (decided.failed()) {
                return flight.clear().compose(clear -> recover(works, decided.cause(), 1));
            }
            Decided<C, S, E> sure = decided.result();
            if (sure.draft().changesNothing() || !flight.mayGo()) {
                return flight.clear().compose(clear -> commit(sure, 1));
            }
            Future<Long> appended = append(sure);
            flight.handedOver();
            startBatch();
            return appended.transform(result -> {
                flight.answered(result.succeeded());
                return flight.clear().compose(clear -> conclude(flight, sure, result));
            });
        });
    }

    /** What was sent behind it fails as well, and is out of the way before it is tried again. */
    private Future<Void> conclude(Flight<C, S> flight, Decided<C, S, E> decided, AsyncResult<Long> result) {
        if (result.succeeded() || givesUp(result.cause())) {
            return conclude(decided, result, 1);
        }
        Flight<C, S> next = behind;
        Future<Void> quiet = next == null || !next.inStore() ? Future.succeededFuture() : next.answer();
        return quiet.compose(alone -> flight.aheadWasSmooth() ? conclude(decided, result, 1) : run(flight.works(), 1));
    }

    /** Never leaves a work unanswered: its failure is that of every work which has not been answered yet. */
    private Future<Void> run(List<Work<C, S>> works, int attempt) {
        return decide(works, attempt)
                .transform(decided -> decided.succeeded()
                        ? commit(decided.result(), attempt)
                        : recover(works, decided.cause(), attempt));
    }

    private Future<Decided<C, S, E>> decide(List<Work<C, S>> works, int attempt) {
        return Future.succeededFuture().compose(now -> ask(works, attempt));
    }

    private Future<Decided<C, S, E>> ask(List<Work<C, S>> works, int attempt) {
        Needs<C, S> needs = new Needs<>(journal, held);
        works.forEach(work -> needs.add(work, attempt > 1));
        boolean wantsMarks = marks == null && works.stream().anyMatch(ReactionWork.class::isInstance);
        Future<Answer<C, S>> asked = needs.none() && !wantsMarks
                ? Future.succeededFuture(new Answer<>(Map.of(), Map.of(), List.of(), Map.of(), -1))
                : journal.ask(needs.question(partition, wantsMarks));
        return onContext(asked).compose(answer -> {
            if (wantsMarks) {
                marks = new HashMap<>(answer.marks());
            }
            Draft<C, S, E> draft = draft(works, needs, answer);
            if (!draft.unsure().isEmpty()) {
                draft.unsure().forEach(held::remove);
                return decide(works, attempt);
            }
            return Future.succeededFuture(new Decided<>(works, draft, answer));
        });
    }

    private Draft<C, S, E> draft(List<Work<C, S>> works, Needs<C, S> needs, Answer<C, S> answer) {
        IdentityHashMap<C, C> completed = new IdentityHashMap<>();
        for (int i = 0; i < answer.commands().size(); i++) {
            completed.put(needs.commands().get(i), answer.commands().get(i));
        }
        Draft<C, S, E> draft =
                new Draft<>(decider, partition, needs.known(), answer, completed, marks == null ? Map.of() : marks);
        works.forEach(draft::add);
        return draft;
    }

    private Future<Void> commit(Decided<C, S, E> decided, int attempt) {
        if (decided.draft().changesNothing()) {
            decided.answer().states().forEach(this::hold);
            settle(decided, Math.max(decided.answer().head(), 0));
            return Future.succeededFuture();
        }
        return append(decided).transform(result -> conclude(decided, result, attempt));
    }

    private Future<Long> append(Decided<C, S, E> decided) {
        Batch<S, E> batch = decided.draft().batch();
        long started = System.nanoTime();
        return onContext(Future.succeededFuture().compose(now -> journal.append(batch)))
                .onSuccess(base -> meters.committed(batch, System.nanoTime() - started));
    }

    private Future<Void> conclude(Decided<C, S, E> decided, AsyncResult<Long> result, int attempt) {
        if (result.failed()) {
            return recover(decided.works(), result.cause(), attempt);
        }
        Draft<C, S, E> draft = decided.draft();
        decided.answer().states().forEach(this::hold);
        draft.after().forEach(this::hold);
        for (InboxMark mark : draft.moved()) {
            knownMarks().put(ConsistencyToken.key(mark.source(), mark.sourcePartition()), mark.position());
        }
        if (draft.appends()) {
            committed.committed(partition, result.result(), draft.events());
        }
        settle(decided, result.result());
        return Future.succeededFuture();
    }

    private Map<String, Long> knownMarks() {
        Map<String, Long> known = marks;
        if (known == null) {
            known = new HashMap<>();
            marks = known;
        }
        return known;
    }

    private Future<Void> recover(List<Work<C, S>> works, Throwable failure, int attempt) {
        works.forEach(this::forget);
        if (failure instanceof JournalConflict && attempt < ATTEMPTS) {
            meters.conflict();
            return pause(attempt).compose(rested -> run(works, attempt + 1));
        }
        if (givesUp(failure)) {
            return Future.failedFuture(failure);
        }
        if (works.size() > 1) {
            return split(works, attempt);
        }
        return failure instanceof ConstraintViolation violation && works.get(0) instanceof CommandWork<C, S> command
                ? refuse(command, violation, attempt)
                : Future.failedFuture(failure);
    }

    private static boolean givesUp(Throwable failure) {
        return failure instanceof StoreUnavailable || failure instanceof OutcomeUnknown;
    }

    private Future<Void> refuse(CommandWork<C, S> command, ConstraintViolation violation, int attempt) {
        Rejection rejection = violations.apply(violation.constraint());
        if (rejection == null) {
            return Future.failedFuture(violation);
        }
        return answeredMeanwhile(command.request().key()).compose(answered -> {
            if (answered) {
                return run(List.of(command), attempt + 1);
            }
            command.promise().tryComplete(new Outcome.Refused(rejection));
            return Future.succeededFuture();
        });
    }

    /** Whether the same request, sent twice at once, has been fulfilled: then it was itself that took what it wants. */
    private Future<Boolean> answeredMeanwhile(@Nullable IdempotencyKey key) {
        return key == null
                ? Future.succeededFuture(false)
                : onContext(journal.ask(new Question<>(partition, Set.of(), Set.of(key.key()), List.of(), false)))
                        .map(answer -> answer.responses().containsKey(key.key()));
    }

    /** Halves a batch until what spoils it stands alone; its neighbours are committed without it. */
    private Future<Void> split(List<Work<C, S>> works, int attempt) {
        meters.split();
        int half = works.size() / 2;
        List<Work<C, S>> first = works.subList(0, half);
        List<Work<C, S>> second = works.subList(half, works.size());
        return run(first, attempt).otherwise(cause -> failAll(first, cause)).compose(done -> run(second, attempt));
    }

    /** Those that are to be answered otherwise are answered first. */
    private @Nullable Void failAll(List<Work<C, S>> works, Throwable cause) {
        context.runOnContext(answered -> works.forEach(work -> work.fail(cause)));
        return null;
    }

    /** Another process needs a moment to finish what it was first with; jitter keeps two from meeting again. */
    private Future<Void> pause(int attempt) {
        long millis = ThreadLocalRandom.current().nextLong(Math.min(50, 2L * attempt) + 1);
        return millis == 0
                ? Future.succeededFuture()
                : onContext(vertx.timer(millis).mapEmpty());
    }

    /** A little later: the next batch is on its way to the store before the answers of this one take their time. */
    private void settle(Decided<C, S, E> decided, long base) {
        context.runOnContext(sent -> answer(decided, base));
    }

    private void answer(Decided<C, S, E> decided, long base) {
        for (Work<C, S> work : decided.works()) {
            if (work instanceof CommandWork<C, S> command) {
                command.promise().tryComplete(decided.draft().outcome(command, base));
            } else if (work instanceof ReactionWork<C, S> reaction) {
                reaction.promise().tryComplete();
            }
        }
    }

    private void hold(String id, Versioned<S> state) {
        held.put(id, new Versioned<>(decider.settled(state.state()), state.version()));
    }

    private void forget(Work<C, S> work) {
        if (work instanceof CommandWork<C, S> command) {
            held.remove(command.request().aggregateId());
        } else if (work instanceof ReactionWork<C, S> reaction) {
            reaction.reaction().steps().forEach(step -> held.remove(step.aggregateId()));
            marks = null;
        }
    }

    private <T> Future<T> onContext(Future<T> future) {
        Promise<T> here = Promise.promise();
        future.onComplete(result -> {
            if (Vertx.currentContext() == context) {
                here.handle(result);
            } else {
                context.runOnContext(now -> here.handle(result));
            }
        });
        return here.future();
    }

    /** A batch about which nothing is left but to commit it. */
    private record Decided<C, S, E extends Event>(List<Work<C, S>> works, Draft<C, S, E> draft, Answer<C, S> answer) {}
}
