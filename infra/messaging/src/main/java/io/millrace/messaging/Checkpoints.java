package io.millrace.messaging;

import io.vertx.core.Future;
import java.util.Map;

/** What a subscriber has handled durably, kept where its effects are kept. */
@FunctionalInterface
public interface Checkpoints {

    /** The last position handled durably, by partition of the source; a partition not named starts at its beginning. */
    Future<Map<Integer, Long>> load();
}
