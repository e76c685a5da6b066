package io.millrace.query.projection;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** Writers without the machinery around them. */
final class Writers {

    private Writers() {}

    static ProjectionWriter over(Projection projection, MemoryDocumentStore store) {
        return over(projection, store, store.letters());
    }

    static ProjectionWriter over(Projection projection, DocumentStore store, DeadLetters letters) {
        Generation generation = Generation.first(projection);
        RunMetrics metrics = new RunMetrics(new SimpleMeterRegistry(), generation);
        return new ProjectionWriter(
                projection,
                generation,
                store,
                letters,
                metrics,
                () -> false,
                checkpoint -> {},
                (reached, topics) -> {});
    }
}
