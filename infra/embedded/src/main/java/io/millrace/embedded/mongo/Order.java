package io.millrace.embedded.mongo;

import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.ValueComparator;
import java.util.Comparator;

/** Ascending order of single values as BSON defines it, and of index keys: value by value, a prefix before its longer keys. */
final class Order {
    static final Comparator<Object> OF_VALUES = ValueComparator.ascWithoutListHandling();
    static final Comparator<KeyValue> OF_KEYS = Order::compareKeys;

    private Order() {}

    private static int compareKeys(KeyValue left, KeyValue right) {
        int common = Math.min(left.size(), right.size());
        for (int i = 0; i < common; i++) {
            int order = OF_VALUES.compare(left.get(i), right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.size(), right.size());
    }
}
