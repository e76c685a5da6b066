package io.millrace.embedded.mongo;

import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.ValueComparator;
import java.util.Comparator;

/** Ascending order of single values as BSON defines it, and of index keys: value by value, a prefix before its longer keys. */
final class Order {
    static final Comparator<Object> OF_VALUES = Order::compareValues;
    static final Comparator<KeyValue> OF_KEYS = ofKeysFrom(0);

    private Order() {}

    /** As the library compares them, and text, which most are, without asking what else it might be. */
    private static int compareValues(Object left, Object right) {
        return left instanceof String text && right instanceof String other
                ? text.compareTo(other)
                : ValueComparator.ascWithoutListHandling().compare(left, right);
    }

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
