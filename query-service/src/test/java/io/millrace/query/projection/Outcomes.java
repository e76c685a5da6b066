package io.millrace.query.projection;

import io.vertx.core.Future;

/** Results of futures that complete without any thread's help. */
final class Outcomes {

    private Outcomes() {}

    static <T> T of(Future<T> future) {
        if (future.failed()) {
            throw new AssertionError("failed", future.cause());
        }
        if (!future.isComplete()) {
            throw new AssertionError("waits for something");
        }
        return future.result();
    }
}
