package io.millrace.kit.journal;

import io.millrace.messaging.Checkpoints;
import io.vertx.core.Future;

/** How far one subscription of this service has come, per partition of its source. Never goes back. Thread-safe. */
public interface SubscriptionCheckpoints extends Checkpoints {

    /** Remembers that everything up to the position is done. */
    Future<Void> save(int sourcePartition, long position);
}
