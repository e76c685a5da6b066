package io.millrace.kit.reaction;

import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventTypes;
import io.millrace.kit.journal.SubscriptionCheckpoints;
import io.millrace.kit.lane.Lanes;
import io.millrace.kit.lane.Reaction;
import io.millrace.kit.lane.Reaction.Step;
import io.millrace.messaging.Checkpoints;
import io.millrace.messaging.EventHandler;
import io.millrace.runtime.trace.EventSpans;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Turns another service's events into commands for this service's lanes, each exactly once in effect: a lane stores how far
 * it is in the transaction of the effect, and skips what comes again. The checkpoint follows behind all lanes.
 */
public final class LaneReactions<C> implements EventHandler, Checkpoints {

    private final String source;
    private final Lanes<C, ?, ?> lanes;
    private final Policy<C> policy;
    private final SubscriptionCheckpoints checkpoints;
    private final Supplier<EventSpans> traced;

    /** Without traces. */
    public LaneReactions(String source, Lanes<C, ?, ?> lanes, Policy<C> policy, SubscriptionCheckpoints checkpoints) {
        this(source, lanes, policy, checkpoints, () -> EventSpans.NONE);
    }

    /**
     * @param checkpoints of this subscription
     * @param traced makes the spans of each batch; only events that cause a command have one
     */
    public LaneReactions(
            String source,
            Lanes<C, ?, ?> lanes,
            Policy<C> policy,
            SubscriptionCheckpoints checkpoints,
            Supplier<EventSpans> traced) {
        this.source = source;
        this.lanes = lanes;
        this.policy = policy;
        this.checkpoints = checkpoints;
        this.traced = traced;
    }

    @Override
    public Future<Map<Integer, Long>> load() {
        return checkpoints.load();
    }

    @Override
    public Future<Void> handle(List<EventEnvelope> events) {
        EventEnvelope last = events.get(events.size() - 1);
        List<Future<Void>> effects = new ArrayList<>();
        EventSpans spans = traced.get();
        try {
            stepsByLane(events, spans)
                    .forEach((lane, steps) -> effects.add(
                            lanes.react(lane, new Reaction<>(source, last.partition(), last.position(), steps))));
        } catch (RuntimeException e) {
            spans.end(e);
            throw e;
        }
        return Future.join(effects)
                .onComplete(done -> spans.end(done.cause()))
                .compose(done -> checkpoints.save(last.partition(), last.position()));
    }

    private Map<Integer, List<Step<C>>> stepsByLane(List<EventEnvelope> events, EventSpans spans) {
        Map<Integer, List<Step<C>>> steps = new TreeMap<>();
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        for (EventEnvelope envelope : events) {
            Optional<Event> event = EventTypes.decode(envelope, policy.events());
            List<Policy.Directed<C>> commands =
                    event.map(known -> policy.react(known, envelope, now)).orElse(List.of());
            String trace = commands.isEmpty() ? null : spans.begin(envelope);
            for (Policy.Directed<C> directed : commands) {
                steps.computeIfAbsent(lanes.partitionOf(directed.aggregateId()), lane -> new ArrayList<>())
                        .add(new Step<>(envelope.position(), directed.aggregateId(), directed.command(), now, trace));
            }
        }
        return steps;
    }
}
