package io.millrace.kit.journal.mongo;

import io.millrace.contracts.EventEnvelope;
import java.util.List;
import java.util.Map;
import org.bson.types.ObjectId;

/**
 * A batch as the journal has it.
 *
 * @param id tells the batch from another that was meant for the same number
 * @param head the partition's position after it
 * @param marks the inbox marks that it moved, by {@code source/partition}
 */
record StoredBatch(BatchNumber number, ObjectId id, long head, List<EventEnvelope> events, Map<String, Long> marks) {}
