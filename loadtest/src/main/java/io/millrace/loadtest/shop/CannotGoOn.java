package io.millrace.loadtest.shop;

/** The system under test does not do what a load test needs; the message says what, in a line for a person. */
public final class CannotGoOn extends RuntimeException {

    public CannotGoOn(String message) {
        super(message);
    }
}
