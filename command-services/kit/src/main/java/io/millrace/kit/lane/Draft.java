package io.millrace.kit.lane;

import com.github.f4b6a3.uuid.UuidCreator;
import io.millrace.contracts.ConsistencyToken;
import io.millrace.contracts.Event;
import io.millrace.kit.decider.Decider;
import io.millrace.kit.decider.Decision;
import io.millrace.kit.journal.Answer;
import io.millrace.kit.journal.Batch;
import io.millrace.kit.journal.IdempotencyKey;
import io.millrace.kit.journal.InboxMark;
import io.millrace.kit.journal.NewEvent;
import io.millrace.kit.journal.NewResponse;
import io.millrace.kit.journal.StateChange;
import io.millrace.kit.journal.StoredResponse;
import io.millrace.kit.journal.Versioned;
import io.millrace.kit.lane.Work.CommandWork;
import io.millrace.kit.lane.Work.ReactionWork;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A batch while it is being decided: each command in order against the states as the commands before it left them. Pure
 * but for fresh event ids; owned by one lane for one attempt.
 */
final class Draft<C, S, E extends Event> {

    private final Decider<C, S, E> decider;
    private final int partition;
    private final Map<String, Versioned<S>> held;
    private final Answer<C, S> answer;
    private final IdentityHashMap<C, C> completed;
    private final Map<String, Long> marks;

    private final Map<String, Versioned<S>> before = new HashMap<>();
    private final Map<String, Versioned<S>> after = new LinkedHashMap<>();
    private final List<NewEvent<E>> events = new ArrayList<>();
    private final Map<String, NewResponse> responses = new LinkedHashMap<>();
    private final Map<String, InboxMark> moved = new LinkedHashMap<>();
    private final IdentityHashMap<CommandWork<C, S>, LongFunction<Outcome>> outcomes = new IdentityHashMap<>();
    private final Set<String> unsure = new HashSet<>();

    /**
     * @param held states that the lane remembers; another process may have moved on from them
     * @param answer what was just read
     * @param completed the completed form of each command that asked for it, by identity
     * @param marks the lane's inbox marks
     */
    Draft(
            Decider<C, S, E> decider,
            int partition,
            Map<String, Versioned<S>> held,
            Answer<C, S> answer,
            IdentityHashMap<C, C> completed,
            Map<String, Long> marks) {
        this.decider = decider;
        this.partition = partition;
        this.held = held;
        this.answer = answer;
        this.completed = completed;
        this.marks = marks;
    }

    void add(Work<C, S> work) {
        if (work instanceof CommandWork<C, S> command) {
            outcomes.put(command, decide(command.request()));
        } else if (work instanceof ReactionWork<C, S> reaction) {
            react(reaction.reaction());
        }
    }

    /**
     * Aggregates for which a "no" or a "nothing to do" was decided on a remembered state. Only a change is checked by its
     * commit, so these must be read before the answer may be given.
     */
    Set<String> unsure() {
        return unsure;
    }

    Batch<S, E> batch() {
        List<StateChange<S>> changes = new ArrayList<>(after.size());
        after.forEach((id, state) -> changes.add(new StateChange<>(id, before.getOrDefault(id, state), state)));
        return new Batch<>(partition, changes, events, List.copyOf(responses.values()), List.copyOf(moved.values()));
    }

    List<NewEvent<E>> events() {
        return events;
    }

    boolean appends() {
        return !events.isEmpty();
    }

    boolean changesNothing() {
        return events.isEmpty() && responses.isEmpty() && moved.isEmpty();
    }

    /** The states that the batch leaves behind. */
    Map<String, Versioned<S>> after() {
        return after;
    }

    Iterable<InboxMark> moved() {
        return moved.values();
    }

    /** What a command of this batch came to, once the batch stands behind position {@code base}. */
    Outcome outcome(CommandWork<C, S> work, long base) {
        LongFunction<Outcome> outcome = outcomes.get(work);
        if (outcome == null) {
            throw new IllegalStateException("not a command of this batch");
        }
        return outcome.apply(base);
    }

    private LongFunction<Outcome> decide(CommandRequest<C, S> request) {
        IdempotencyKey key = request.key();
        if (key != null) {
            LongFunction<Outcome> repeated = repeated(key);
            if (repeated != null) {
                return repeated;
            }
        }
        String id = request.aggregateId();
        Versioned<S> current = current(id);
        if (current.version() > 0 && !request.condition().allows(current.version())) {
            doubt(id);
            return base -> new Outcome.VersionMismatch(current.version());
        }
        Decision<E> decision = decider.decide(completed(request.command()), current.state());
        if (decision instanceof Decision.Rejected<E> rejected) {
            doubt(id);
            return base -> new Outcome.Refused(rejected.rejection());
        }
        if (current.version() == 0 && !request.condition().allows(0)) {
            return base -> new Outcome.VersionMismatch(0);
        }
        List<E> decided = ((Decision.Accepted<E>) decision).events();
        if (decided.isEmpty()) {
            doubt(id);
        }
        Versioned<S> next = evolve(id, current, decided, request.at(), request.traceparent());
        return done(request, next, key);
    }

    private LongFunction<Outcome> done(CommandRequest<C, S> request, Versioned<S> next, @Nullable IdempotencyKey key) {
        String id = request.aggregateId();
        String body = request.response().body(id, next.version(), next.state());
        long eventsBefore = events.size();
        if (key != null) {
            responses.put(key.key(), new NewResponse(key, id, next.version(), eventsBefore, body));
        }
        return base -> new Outcome.Done(id, next.version(), partition, base + eventsBefore, body, false);
    }

    private @Nullable LongFunction<Outcome> repeated(IdempotencyKey key) {
        StoredResponse stored = answer.responses().get(key.key());
        if (stored != null) {
            return stored.payloadHash().equals(key.payloadHash())
                    ? base -> new Outcome.Done(
                            stored.aggregateId(),
                            stored.version(),
                            stored.partition(),
                            stored.position(),
                            stored.body(),
                            true)
                    : base -> new Outcome.KeyReused();
        }
        NewResponse earlier = responses.get(key.key());
        if (earlier == null) {
            return null;
        }
        return earlier.key().equals(key)
                ? base -> new Outcome.Done(
                        earlier.aggregateId(),
                        earlier.version(),
                        partition,
                        base + earlier.eventsBefore(),
                        earlier.body(),
                        true)
                : base -> new Outcome.KeyReused();
    }

    private void react(Reaction<C> reaction) {
        String key = ConsistencyToken.key(reaction.source(), reaction.sourcePartition());
        long stored = marks.getOrDefault(key, 0L);
        InboxMark mark = moved.get(key);
        long applied = mark == null ? stored : mark.position();
        if (reaction.upTo() <= applied) {
            return;
        }
        for (Reaction.Step<C> step : reaction.steps()) {
            if (step.position() > applied) {
                take(step);
            }
        }
        moved.put(key, new InboxMark(reaction.source(), reaction.sourcePartition(), stored, reaction.upTo()));
    }

    private void take(Reaction.Step<C> step) {
        Versioned<S> current = current(step.aggregateId());
        Decision<E> decision = decider.decide(completed(step.command()), current.state());
        List<E> decided = decision instanceof Decision.Accepted<E> accepted ? accepted.events() : List.of();
        if (decided.isEmpty()) {
            doubt(step.aggregateId());
        }
        evolve(step.aggregateId(), current, decided, step.at(), step.traceparent());
    }

    private C completed(C command) {
        return completed.getOrDefault(command, command);
    }

    private Versioned<S> current(String id) {
        Versioned<S> known = after.get(id);
        if (known == null) {
            known = answer.states().get(id);
        }
        if (known == null) {
            known = held.get(id);
        }
        return known == null ? new Versioned<>(decider.initialState(), 0) : known;
    }

    private void doubt(String id) {
        if (!after.containsKey(id) && !answer.states().containsKey(id) && held.containsKey(id)) {
            unsure.add(id);
        }
    }

    private Versioned<S> evolve(
            String id, Versioned<S> current, List<E> decided, Instant at, @Nullable String traceparent) {
        if (decided.isEmpty()) {
            return current;
        }
        S state = current.state();
        long version = current.version();
        for (E event : decided) {
            state = decider.evolve(state, event);
            version++;
            events.add(new NewEvent<>(UuidCreator.getTimeOrderedEpoch(), id, version, at, traceparent, event));
        }
        Versioned<S> next = new Versioned<>(state, version);
        before.putIfAbsent(id, current);
        after.put(id, next);
        return next;
    }
}
