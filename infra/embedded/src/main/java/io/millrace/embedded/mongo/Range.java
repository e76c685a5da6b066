package io.millrace.embedded.mongo;

import de.bwaldvogel.mongo.backend.KeyValue;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
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

    /** What lies in both. */
    Range within(Range other) {
        boolean higher = isTighter(low, lowInclusive, other.low, 1);
        boolean lower = isTighter(high, highInclusive, other.high, -1);
        return new Range(
                higher ? low : other.low,
                higher ? lowInclusive : other.lowInclusive,
                lower ? high : other.high,
                lower ? highInclusive : other.highInclusive);
    }

    private static boolean isTighter(@Nullable Object bound, boolean inclusive, @Nullable Object other, int sign) {
        if (bound == null || other == null) {
            return bound != null;
        }
        int order = sign * Order.OF_VALUES.compare(bound, other);
        return order > 0 || (order == 0 && !inclusive);
    }

    /** The entries whose keys begin with the prefix and go on within the bounds. */
    NavigableMap<KeyValue, Object> stretch(NavigableMap<KeyValue, Object> entries, List<Object> prefix) {
        List<Object> from = from(prefix);
        KeyValue last = key(to(prefix));
        if (from.isEmpty()) {
            return entries.headMap(last, false);
        }
        KeyValue first = key(from);
        return Order.OF_KEYS.compare(first, last) > 0
                ? Collections.emptyNavigableMap()
                : entries.subMap(first, true, last, false);
    }

    private static KeyValue key(List<Object> values) {
        return new KeyValue(values).normalized();
    }

    private List<Object> from(List<Object> prefix) {
        if (low == null) {
            return prefix;
        }
        List<Object> start = Plan.append(prefix, low);
        return lowInclusive ? start : Plan.append(start, Plan.end());
    }

    private List<Object> to(List<Object> prefix) {
        if (high == null) {
            return Plan.append(prefix, Plan.end());
        }
        List<Object> stop = Plan.append(prefix, high);
        return highInclusive ? Plan.append(stop, Plan.end()) : stop;
    }
}
