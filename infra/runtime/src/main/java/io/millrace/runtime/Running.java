package io.millrace.runtime;

import io.vertx.core.Future;

/** A started service. */
public interface Running {

    /** Stops in an orderly way within a bound of its own: what is in flight finishes. Idempotent. */
    Future<Void> stop();
}
