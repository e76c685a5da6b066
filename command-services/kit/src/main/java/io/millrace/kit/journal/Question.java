package io.millrace.kit.journal;

import java.util.List;
import java.util.Set;

/**
 * What a lane wants to know before it decides a batch.
 *
 * @param aggregateIds the aggregates that it does not hold
 * @param keys the idempotency keys of the batch
 * @param commands commands whose decision may depend on more than their aggregate
 * @param marks whether the partition's inbox marks are wanted
 */
public record Question<C>(int partition, Set<String> aggregateIds, Set<String> keys, List<C> commands, boolean marks) {}
