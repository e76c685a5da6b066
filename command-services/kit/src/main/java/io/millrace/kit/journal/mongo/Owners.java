package io.millrace.kit.journal.mongo;

import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** What aggregates of any partition look like now, by their journal, whoever writes them. Thread-safe. */
final class Owners<S, E extends Event> {

    private final AppliedTails tails;
    private final Batches batches;
    private final States<S> states;
    private final Folding<S, E> folding;

    Owners(AppliedTails tails, Batches batches, States<S> states, Folding<S, E> folding) {
        this.tails = tails;
        this.batches = batches;
        this.states = states;
        this.folding = folding;
    }

    /** Takes no partition's turn, so that two partitions can ask for each other's. */
    Future<S> state(int partition, String aggregateId) {
        return tails.load(partition).compose(applied -> {
            Future<List<EventEnvelope>> events = batches.eventsOf(aggregateId, partition, applied.head());
            Future<Map<String, StoredState<S>>> stored = states.load(List.of(aggregateId));
            return Future.all(events, stored)
                    .map(both -> folding.fold(stored.result().get(aggregateId), events.result())
                            .state()
                            .state());
        });
    }
}
