package io.millrace.query.projection;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where one generation's dead letters are kept. Every call ends within a bound; a failure is worth another try. */
interface DeadLetters {

    /** Makes sure that indexes exist. */
    Future<Void> prepare();

    /** Adds those that are not there yet. */
    Future<Void> add(Collection<DeadLetter> letters);

    /** Says anew why these are parked. */
    Future<Void> explain(Collection<DeadLetter> letters);

    Future<Void> remove(Collection<String> ids);

    Future<Optional<DeadLetter>> find(String id);

    /** A document's letters, each partition's in the order of positions; between partitions there is none. */
    Future<List<DeadLetter>> of(DocumentKey document, int limit);

    /** All of them by their {@link DeadLetter#sortKey}, beyond one; empty for all. */
    Future<List<DeadLetter>> after(String sortKey, int limit);

    /** Whether one of the events at these positions, by partition, is parked. */
    Future<Boolean> anyAt(Map<String, Long> positions);

    Future<Long> count();
}
