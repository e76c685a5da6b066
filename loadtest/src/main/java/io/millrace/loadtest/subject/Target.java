package io.millrace.loadtest.subject;

import io.millrace.loadtest.shop.Addresses;

/** A system under test. */
public interface Target extends AutoCloseable {

    Addresses addresses();

    /** For a person: what it is and where. */
    String describe();

    /** Stops it if it was started for the test; leaves it alone if not. */
    @Override
    void close();

    /** One that runs. */
    static Target running(Addresses addresses, String description) {
        return new Target() {
            @Override
            public Addresses addresses() {
                return addresses;
            }

            @Override
            public String describe() {
                return description;
            }

            @Override
            public void close() {
                // it was there before
            }
        };
    }
}
