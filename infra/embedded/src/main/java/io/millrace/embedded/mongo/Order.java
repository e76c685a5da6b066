package io.millrace.embedded.mongo;

import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.ValueComparator;
import java.util.Comparator;

/** Ascending order of single values as BSON defines it, and of index keys: value by value, a prefix before its longer keys. */
final class Order {
    static final Comparator<Object> OF_VALUES = ValueComparator.ascWithoutListHandling();
    static final Comparator<KeyValue> OF_KEYS = ofKeysFrom(0);

    private Order() {}

    /** Without regard to the values before an index. */
    static Comparator<KeyValue> ofKeysFrom(int first) {
        return (left, right) -> compare(left, right, first);
    }

    private static int compare(KeyValue left, KeyValue right, int first) {
        int common = Math.min(left.size(), right.size());
        for (int i = first; i < common; i++) {
            int order = OF_VALUES.compare(left.get(i), right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.size(), right.size());
    }
}
