package io.millrace.loadtest.shop;

import java.util.concurrent.atomic.AtomicLong;

/** A product that this run has added and receives and sells. Thread-safe. */
public final class Product {

    private final String id;
    private final AtomicLong received = new AtomicLong();

    Product(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }

    void receive(long units) {
        received.addAndGet(units);
    }

    /** Units that inventory has acknowledged. */
    long received() {
        return received.get();
    }
}
