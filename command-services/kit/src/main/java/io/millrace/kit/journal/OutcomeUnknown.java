package io.millrace.kit.journal;

/** The connection to the store was lost, or its time ran out, while a batch was being committed: it may or may not be written. */
public final class OutcomeUnknown extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OutcomeUnknown(String message, Throwable cause) {
        super(message, cause);
    }
}
