package io.millrace.inventory;

import java.util.HashMap;
import java.util.Map;

/**
 * A product's stock: counters only, however many orders are open.
 *
 * @param onHand units in the warehouse
 * @param reserved those of them that belong to open orders
 * @param touched what the orders that were touched since the last commit hold now, 0 for nothing; the rest is in the
 *     reservation table
 */
record Stock(long onHand, long reserved, Map<String, Long> touched) {

    static final Stock NONE = new Stock(0, 0, Map.of());

    Stock {
        touched = Map.copyOf(touched);
    }

    long available() {
        return onHand - reserved;
    }

    Stock counting(long nowOnHand, long nowReserved) {
        return new Stock(nowOnHand, nowReserved, touched);
    }

    Stock holding(String orderId, long quantity) {
        Map<String, Long> next = new HashMap<>(touched);
        next.put(orderId, quantity);
        return new Stock(onHand, reserved, next);
    }

    Stock settled() {
        return touched.isEmpty() ? this : new Stock(onHand, reserved, Map.of());
    }
}
