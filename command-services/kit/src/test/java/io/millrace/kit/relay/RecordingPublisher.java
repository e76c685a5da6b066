package io.millrace.kit.relay;

import io.millrace.contracts.EventEnvelope;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Takes messages as a broker would, remembers the confirmed ones, and behaves as it is told. Thread-safe. */
final class RecordingPublisher {

    private final List<List<EventEnvelope>> confirmed = new ArrayList<>();
    private Function<List<EventEnvelope>, Future<Void>> behaviour = message -> Future.succeededFuture();

    synchronized void behave(Function<List<EventEnvelope>, Future<Void>> how) {
        behaviour = how;
    }

    Future<Void> publish(List<EventEnvelope> message) {
        Function<List<EventEnvelope>, Future<Void>> how;
        synchronized (this) {
            how = behaviour;
        }
        return how.apply(message).onSuccess(done -> remember(message));
    }

    private synchronized void remember(List<EventEnvelope> message) {
        confirmed.add(List.copyOf(message));
    }

    synchronized List<List<EventEnvelope>> messages() {
        return List.copyOf(confirmed);
    }

    /** Positions of a partition in the order in which they were confirmed. */
    List<Long> positions(int partition) {
        return messages().stream()
                .flatMap(List::stream)
                .filter(event -> event.partition() == partition)
                .map(EventEnvelope::position)
                .toList();
    }
}
