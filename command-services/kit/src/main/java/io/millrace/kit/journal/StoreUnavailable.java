package io.millrace.kit.journal;

/** The store could not be read, or refused before it did anything: nothing was written. */
public final class StoreUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreUnavailable(Throwable cause) {
        super("the store does not answer: " + cause.getMessage(), cause);
    }
}
