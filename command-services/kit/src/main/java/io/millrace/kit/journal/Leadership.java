package io.millrace.kit.journal;

import io.vertx.core.Future;

/** At most one process of a service leads at a time. Used from one context. */
public interface Leadership {

    /** Becomes or stays the leader if nobody else is; cheap when already leading. False when another process leads. */
    Future<Boolean> acquire();

    /** Lets another process lead. Idempotent. */
    Future<Void> release();
}
