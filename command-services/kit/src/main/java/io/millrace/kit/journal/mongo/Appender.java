package io.millrace.kit.journal.mongo;

import io.millrace.contracts.ConsistencyToken;
import io.millrace.contracts.Event;
import io.millrace.kit.journal.Batch;
import io.millrace.kit.journal.ConstraintViolation;
import io.millrace.kit.journal.InboxMark;
import io.millrace.kit.journal.JournalConflict;
import io.millrace.kit.journal.OutcomeUnknown;
import io.millrace.kit.journal.StateChange;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Commits a partition's batches. What a batch was decided on is checked against the tail; when its document can then be
 * inserted right after the tail, nobody has written in between, and the check was sound. That an aggregate is new is
 * checked by the insert itself. Used in turns only.
 */
final class Appender<S, E extends Event> {

    private static final int ATTEMPTS = 100;
    private static final int UNHURRIED_MILLIS = 3;

    private final Follower<S, E> follower;
    private final Batches batches;
    private final States<S> states;
    private final UniqueClaims<S> unique;
    private final KeyClaims keys;
    private final Calls calls;
    private final Proposal.Maker<S, E> maker;

    /** That of the batch which was handed over last, as far as it has been made. */
    private @Nullable Proposal<S, E> newest;

    Appender(
            Follower<S, E> follower,
            Batches batches,
            States<S> states,
            UniqueClaims<S> unique,
            KeyClaims keys,
            Calls calls) {
        this.follower = follower;
        this.batches = batches;
        this.states = states;
        this.unique = unique;
        this.keys = keys;
        this.calls = calls;
        this.maker = new Proposal.Maker<>(states, unique, keys);
    }

    /**
     * The form in which a batch will be tried if the one that is being committed is, and nobody writes in between. The only
     * thing here that may be done out of turn, at the same home.
     */
    Proposal<S, E> expect(Batch<S, E> batch) {
        Proposal<S, E> before = newest;
        newest = maker.propose(batch, before == null ? follower.tail() : before.after());
        return newest;
    }

    /** Commits a batch and gives the position before its first event; fails as {@code Journal.append} does. */
    Future<Long> append(Batch<S, E> batch) {
        return attempt(batch, null, 1);
    }

    /** @param expected the batch's form, which is of use if things have come as it was expected */
    Future<Long> append(Batch<S, E> batch, Proposal<S, E> expected) {
        return attempt(batch, expected, 1);
    }

    private Future<Long> attempt(Batch<S, E> batch, @Nullable Proposal<S, E> expected, int attempt) {
        if (attempt > ATTEMPTS) {
            return Future.failedFuture(new JournalConflict("other processes were first again and again"));
        }
        return follower.ready().recover(Appender::before).compose(ready -> {
            Standing standing = standing(batch, Map.of());
            return standing == Standing.STANDS
                    ? prepare(batch, proposal(batch, expected), attempt)
                    : lost(batch, standing, attempt);
        });
    }

    private Proposal<S, E> proposal(Batch<S, E> batch, @Nullable Proposal<S, E> expected) {
        Tail tail = follower.tail();
        if (expected == null || !expected.before().equals(tail)) {
            newest = maker.propose(batch, tail);
            return newest;
        }
        return expected;
    }

    private Future<Long> prepare(Batch<S, E> batch, Proposal<S, E> proposal, int attempt) {
        Future<Map<String, Long>> found = versions(unknown(batch));
        Future<Void> claimed = unique.claims().take(proposal.unique());
        Future<Void> keyed = keys.claims().take(proposal.keys());
        return Future.join(found, claimed, keyed).transform(prepared -> {
            Standing standing = found.succeeded() ? standing(batch, found.result()) : Standing.STANDS;
            if (standing != Standing.STANDS) {
                return withdraw(proposal).compose(dropped -> lost(batch, standing, attempt));
            }
            return prepared.succeeded()
                    ? commit(batch, proposal, attempt)
                    : withdraw(proposal).compose(dropped -> refused(batch, Failures.before(prepared.cause())));
        });
    }

    /**
     * A rule may seem violated because a new aggregate is not new: what it wants is its own already. That another process
     * was first is the answer then.
     */
    private Future<Long> refused(Batch<S, E> batch, Throwable failure) {
        List<String> created = ids(batch, StateChange::created);
        if (!(failure instanceof ConstraintViolation) || created.isEmpty()) {
            return Future.failedFuture(failure);
        }
        return follower.catchUp()
                .compose(moved -> versions(created))
                .recover(Appender::before)
                .compose(found -> Future.failedFuture(
                        standing(batch, found) == Standing.BEHIND
                                ? new JournalConflict("an aggregate exists that was to be created")
                                : failure));
    }

    /** As the states have them, which are written up to the tail for all that is not remembered. */
    private Future<Map<String, Long>> versions(List<String> ids) {
        return states.versions(ids).map(found -> {
            Map<String, Long> versions = new HashMap<>(found);
            ids.forEach(id -> versions.putIfAbsent(id, 0L));
            return versions;
        });
    }

    /** When earlier batches have left much to be written, it goes to the database right behind this one. */
    private Future<Long> commit(Batch<S, E> batch, Proposal<S, E> proposal, int attempt) {
        Future<Void> insert = batches.insert(proposal.document());
        follower.writeIfMany();
        return insert.transform(inserted -> {
            if (inserted.succeeded()) {
                return Future.succeededFuture(committed(proposal));
            }
            if (Failures.duplicate(inserted.cause())) {
                return taken(batch, proposal, attempt);
            }
            return failed(proposal, Failures.ofCommit(inserted.cause()));
        });
    }

    private <T> Future<T> failed(Proposal<S, E> proposal, Throwable failure) {
        if (failure instanceof OutcomeUnknown) {
            follower.doubt();
            return Future.failedFuture(failure);
        }
        return withdraw(proposal).compose(dropped -> Future.failedFuture(failure));
    }

    private long committed(Proposal<S, E> proposal) {
        follower.committed(proposal, () -> unique.release(proposal.batch().changes(), proposal.number()));
        return proposal.base();
    }

    /**
     * Another batch has the number, unless it is this one, which the driver sent twice. If nobody has it, then another batch
     * has created an aggregate that was new to this one.
     */
    private Future<Long> taken(Batch<S, E> batch, Proposal<S, E> proposal, int attempt) {
        return batches.id(proposal.number()).recover(Appender::unknown).compose(id -> {
            if (id.isEmpty()) {
                return withdraw(proposal).compose(dropped -> lost(batch, Standing.BEHIND, attempt));
            }
            if (id.get().equals(proposal.id())) {
                return Future.succeededFuture(committed(proposal));
            }
            return withdraw(proposal)
                    .compose(dropped -> follower.catchUp())
                    .recover(Appender::before)
                    .compose(moved -> moved ? Future.succeededFuture() : calls.pause(UNHURRIED_MILLIS))
                    .compose(rested -> attempt(batch, null, attempt + 1));
        });
    }

    private static Future<Optional<ObjectId>> unknown(Throwable failure) {
        return Future.failedFuture(new OutcomeUnknown("it cannot be read whose batch has the number", failure));
    }

    private Future<Long> lost(Batch<S, E> batch, Standing standing, int attempt) {
        JournalConflict conflict = new JournalConflict("another process wrote first");
        return standing == Standing.BEHIND
                ? Future.failedFuture(conflict)
                : follower.catchUp()
                        .recover(Appender::before)
                        .compose(moved -> moved ? attempt(batch, null, attempt + 1) : Future.failedFuture(conflict));
    }

    /** Best effort: the claims of a batch that is not in the journal count for nothing. */
    private Future<Void> withdraw(Proposal<S, E> proposal) {
        return Future.join(
                        unique.claims().drop(proposal.unique(), proposal.id()),
                        keys.claims().drop(proposal.keys(), proposal.id()))
                .otherwiseEmpty()
                .mapEmpty();
    }

    /** How a batch relates to the tail. */
    private enum Standing {
        STANDS,
        /** It was decided on something older. */
        BEHIND,
        /** It was decided on something that this process has not read yet, or that does not exist. */
        AHEAD
    }

    private Standing standing(Batch<S, E> batch, Map<String, Long> found) {
        Standing standing = Standing.STANDS;
        for (StateChange<S> change : batch.changes()) {
            Long known = known(change.aggregateId(), found);
            if (known != null) {
                standing = worse(standing, change.before().version(), known);
            }
        }
        for (InboxMark mark : batch.marks()) {
            String key = ConsistencyToken.key(mark.source(), mark.sourcePartition());
            standing = worse(standing, mark.before(), follower.tail().marks().getOrDefault(key, 0L));
        }
        return standing;
    }

    private static Standing worse(Standing standing, long decidedOn, long known) {
        if (decidedOn == known || standing == Standing.BEHIND) {
            return standing;
        }
        return decidedOn < known ? Standing.BEHIND : Standing.AHEAD;
    }

    private @Nullable Long known(String aggregateId, Map<String, Long> found) {
        Long version = follower.version(aggregateId);
        return version == null ? found.get(aggregateId) : version;
    }

    /** Those that the insert does not check by itself, as it does new ones. */
    private List<String> unknown(Batch<S, E> batch) {
        return ids(batch, change -> !change.created() && follower.version(change.aggregateId()) == null);
    }

    private List<String> ids(Batch<S, E> batch, Predicate<StateChange<S>> which) {
        return batch.changes().stream()
                .filter(which)
                .map(StateChange::aggregateId)
                .toList();
    }

    private static <T> Future<T> before(Throwable failure) {
        return Future.failedFuture(Failures.before(failure));
    }
}
