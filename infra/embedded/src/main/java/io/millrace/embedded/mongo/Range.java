package io.millrace.embedded.mongo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bounds of one field. A key sorts before the longer keys it begins, so a bare value starts the stretch of all keys with
 * that value and the value followed by the greatest one ends it.
 */
record Range(
        @Nullable Object low,
        boolean lowInclusive,
        @Nullable Object high,
        boolean highInclusive) {
    static final Range ALL = new Range(null, true, null, true);

    boolean unbounded() {
        return low == null && high == null;
    }

    List<Object> from(List<Object> prefix) {
        if (low == null) {
            return prefix;
        }
        List<Object> start = Plan.append(prefix, low);
        return lowInclusive ? start : Plan.append(start, Plan.end());
    }

    List<Object> to(List<Object> prefix) {
        if (high == null) {
            return Plan.append(prefix, Plan.end());
        }
        List<Object> stop = Plan.append(prefix, high);
        return highInclusive ? Plan.append(stop, Plan.end()) : stop;
    }
}
