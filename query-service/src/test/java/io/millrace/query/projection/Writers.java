package io.millrace.query.projection;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** Writers without the machinery around them. */
final class Writers {

    private Writers() {}

    static ProjectionWriter over(Projection projection, MemoryDocumentStore store) {
        return over(projection, store, store.letters());
    }

    static ProjectionWriter over(Projection projection, DocumentStore store, DeadLetters letters) {
        RunMetrics metrics = new RunMetrics(new SimpleMeterRegistry(), projection.name());
        return new ProjectionWriter(projection, store, letters, metrics, () -> false, checkpoint -> {});
    }
}
