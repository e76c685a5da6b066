package io.millrace.kit.journal.mongo;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows where a partition's journal ends, and sees to it that the states are written up to there: those of this process's
 * own batches shortly after their commit, those of other processes' when it finds their batches. Used in turns only.
 */
final class Follower<S, E extends Event> {

    private static final Logger log = LoggerFactory.getLogger(Follower.class);

    /** How many batches may have to be caught up after a crash. */
    private static final int BATCHES_BETWEEN_SAVES = 64;

    /** How long the states of a batch may wait for those of others, with which they are sent. */
    private static final int LATEST_MILLIS = 5;

    /** How many states are enough to be sent. A commit that comes meanwhile waits for them in the server. */
    private static final int MANY_STATES = 128;

    private final Calls calls;
    private final Batches batches;
    private final States<S> states;
    private final AppliedTails tails;
    private final Folding<S, E> folding;
    private final Versions versions = new Versions();

    private volatile Tail tail;
    private Tail applied;
    private long saved;
    private boolean doubtful = true;
    private LateWrite late = new LateWrite();
    private Future<Void> applying = Future.succeededFuture();
    private Future<Void> applyingBefore = Future.succeededFuture();

    Follower(int partition, Calls calls, Batches batches, States<S> states, AppliedTails tails, Folding<S, E> folding) {
        this.calls = calls;
        this.batches = batches;
        this.states = states;
        this.tails = tails;
        this.folding = folding;
        this.tail = Tail.start(partition);
        this.applied = tail;
    }

    /** Catches up from where some process left off. */
    Future<Void> open() {
        return tails.load(tail.last().partition()).compose(stored -> {
            applied = stored;
            tail = stored;
            saved = stored.last().batch();
            return settled();
        });
    }

    /** From any thread. */
    Tail tail() {
        return tail;
    }

    /** The version of an aggregate as of the tail; null if it has to be looked up in the states. */
    @Nullable
    Long version(String aggregateId) {
        return versions.get(aggregateId);
    }

    /** Takes notice of states as they were read, which need not be looked up again. */
    void saw(Map<String, StoredState<S>> read) {
        read.forEach((id, stored) -> versions.merge(id, stored.state().version(), Math::max));
    }

    /** Something may have been written that this process does not know of: the journal is read before it is used again. */
    void doubt() {
        doubtful = true;
    }

    /** Completes when the tail is known and not too much is still to be written. */
    Future<Void> ready() {
        return applyingBefore.transform(written -> doubtful ? settled() : Future.succeededFuture());
    }

    /** Completes when the tail is known and the states are written up to it. */
    Future<Void> settled() {
        write();
        return applying.transform(written -> doubtful ? catchUp().mapEmpty() : Future.succeededFuture());
    }

    /** Takes notice of a batch of this process that has been committed; what follows from it is written while others go on. */
    void committed(Proposal<S, E> proposal, Supplier<Future<Void>> release) {
        tail = proposal.after();
        proposal.states().forEach(state -> versions.put(state.id(), state.version()));
        LateWrite joined = late;
        if (joined.isEmpty()) {
            calls.pause(LATEST_MILLIS).onComplete(rested -> {
                if (late == joined) {
                    write();
                }
            });
        }
        joined.add(proposal, release);
    }

    /** Sends the states that wait, if they are enough to be sent. */
    void writeIfMany() {
        if (late.size() >= MANY_STATES) {
            write();
        }
    }

    private void write() {
        LateWrite now = late;
        if (now.isEmpty()) {
            return;
        }
        late = new LateWrite();
        applyingBefore = applying;
        applying = applying.compose(before -> now.to(states))
                .onSuccess(written -> applied(now.upTo()))
                .onFailure(failure -> {
                    log.debug("The states of committed batches could not be written and will be caught up", failure);
                    doubtful = true;
                });
    }

    /** Reads what other processes have committed and writes the states that they may have left behind; gives whether any. */
    Future<Boolean> catchUp() {
        BatchNumber before = tail.last();
        write();
        return applying.transform(written -> follow()).map(done -> {
            doubtful = false;
            applying = Future.succeededFuture();
            applyingBefore = applying;
            return !tail.last().equals(before);
        });
    }

    private Future<Void> follow() {
        return batches.following(applied.last())
                .compose(next -> apply(next).compose(written -> {
                    next.forEach(this::advance);
                    applied(applied);
                    return next.size() == Batches.STRETCH ? follow() : Future.succeededFuture();
                }));
    }

    private Future<Void> apply(List<StoredBatch> next) {
        Map<String, List<EventEnvelope>> events = next.stream()
                .flatMap(batch -> batch.events().stream())
                .collect(groupingBy(EventEnvelope::aggregateId, LinkedHashMap::new, toList()));
        return states.load(events.keySet()).compose(stored -> {
            List<StateWrite> writes = new ArrayList<>();
            events.forEach((id, history) -> {
                StoredState<S> before = stored.get(id);
                StoredState<S> after = folding.fold(before, history);
                if (before == null || after.state().version() > before.state().version()) {
                    writes.add(states.form(id, after.state(), before == null, after.position()));
                }
            });
            return states.write(writes);
        });
    }

    private void advance(StoredBatch batch) {
        applied = applied.plus(batch.number(), batch.head(), batch.marks());
        batch.events().forEach(event -> versions.merge(event.aggregateId(), event.aggregateVersion(), Math::max));
        if (applied.last().batch() > tail.last().batch()) {
            tail = applied;
        }
    }

    private void applied(Tail upTo) {
        applied = upTo;
        if (upTo.last().batch() - saved >= BATCHES_BETWEEN_SAVES) {
            save();
        }
    }

    /** Remembers how far the states are written; nothing but time is lost when that fails. */
    private Future<Void> save() {
        saved = applied.last().batch();
        return tails.save(applied);
    }

    /** Completes when nothing is on its way any more. */
    Future<Void> close() {
        write();
        return applying.transform(written -> applied.last().batch() > saved ? save() : Future.succeededFuture())
                .otherwiseEmpty();
    }
}
