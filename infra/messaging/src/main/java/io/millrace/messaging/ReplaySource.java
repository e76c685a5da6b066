package io.millrace.messaging;

import io.millrace.contracts.EventEnvelope;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** An owner's journal, as far as replays need it. */
public interface ReplaySource {

    /** Events of a partition with positions above {@code after}, contiguous, in order, at most {@code limit}. */
    Future<List<EventEnvelope>> read(int partition, long after, int limit);

    /** Position of the last event by partition; 0 for a partition without events. */
    Future<Map<Integer, Long>> heads();
}
