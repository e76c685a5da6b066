package io.millrace.query.projection;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** Writers without the machinery around them. */
final class Writers {

    private Writers() {}

    static ProjectionWriter over(Projection projection, DocumentStore store) {
        RunMetrics metrics = new RunMetrics(new SimpleMeterRegistry(), projection.name());
        return new ProjectionWriter(projection, store, metrics, () -> false, checkpoint -> {});
    }
}
