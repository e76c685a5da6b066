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
import io.vertx.core.Future;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Turns another service's events into commands for this service's lanes, each exactly once in effect: a lane stores how far
 * it is in the transaction of the effect, and skips what comes again. The checkpoint follows behind all lanes.
 */
public final class LaneReactions<C> implements EventHandler, Checkpoints {

    private final String source;
    private final Lanes<C, ?, ?> lanes;
    private final Policy<C> policy;
    private final SubscriptionCheckpoints checkpoints;

    /** @param checkpoints of this subscription */
    public LaneReactions(String source, Lanes<C, ?, ?> lanes, Policy<C> policy, SubscriptionCheckpoints checkpoints) {
        this.source = source;
        this.lanes = lanes;
        this.policy = policy;
        this.checkpoints = checkpoints;
    }

    @Override
    public Future<Map<Integer, Long>> load() {
        return checkpoints.load();
    }

    @Override
    public Future<Void> handle(List<EventEnvelope> events) {
        EventEnvelope last = events.get(events.size() - 1);
        List<Future<Void>> effects = new ArrayList<>();
        stepsByLane(events)
                .forEach((lane, steps) -> effects.add(
                        lanes.react(lane, new Reaction<>(source, last.partition(), last.position(), steps))));
        return Future.join(effects).compose(done -> checkpoints.save(last.partition(), last.position()));
    }

    private Map<Integer, List<Step<C>>> stepsByLane(List<EventEnvelope> events) {
        Map<Integer, List<Step<C>>> steps = new TreeMap<>();
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        for (EventEnvelope envelope : events) {
            Optional<Event> event = EventTypes.decode(envelope, policy.events());
            List<Policy.Directed<C>> commands =
                    event.map(known -> policy.react(known, envelope, now)).orElse(List.of());
            for (Policy.Directed<C> directed : commands) {
                steps.computeIfAbsent(lanes.partitionOf(directed.aggregateId()), lane -> new ArrayList<>())
                        .add(new Step<>(
                                envelope.position(),
                                directed.aggregateId(),
                                directed.command(),
                                now,
                                envelope.traceparent()));
            }
        }
        return steps;
    }
}
