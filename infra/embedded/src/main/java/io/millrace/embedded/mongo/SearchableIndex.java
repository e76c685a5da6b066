package io.millrace.embedded.mongo;

import de.bwaldvogel.mongo.backend.KeyValue;
import java.util.List;
import java.util.NavigableMap;

/** An index the planner can look into. */
interface SearchableIndex {
    /** The fields its keys consist of, in order. */
    List<String> fields();

    /** Positions by key, ascending. */
    NavigableMap<KeyValue, Object> entries();

    /** Which of its abilities the documents seen so far allow. */
    Coverage coverage();

    /** Whether a whole key finds at most one document. */
    boolean isUnique();
}
