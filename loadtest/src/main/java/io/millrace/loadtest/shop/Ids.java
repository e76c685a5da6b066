package io.millrace.loadtest.shop;

import java.util.Arrays;
import java.util.UUID;

/** A list of ids that takes 16 bytes for each. Thread-safe. */
final class Ids {

    private long[] bits = new long[256];
    private int size;

    /** @return its place in the list */
    synchronized int add(String id) {
        UUID uuid = UUID.fromString(id);
        if (2 * size == bits.length) {
            bits = Arrays.copyOf(bits, 2 * bits.length);
        }
        bits[2 * size] = uuid.getMostSignificantBits();
        bits[2 * size + 1] = uuid.getLeastSignificantBits();
        return size++;
    }

    synchronized UUID get(int index) {
        return new UUID(bits[2 * index], bits[2 * index + 1]);
    }

    synchronized int size() {
        return size;
    }
}
