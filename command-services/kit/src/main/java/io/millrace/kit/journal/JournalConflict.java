package io.millrace.kit.journal;

/** Another process wrote first: what the batch was decided on is no longer so. Nothing was written; read again and decide again. */
public final class JournalConflict extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public JournalConflict(String message) {
        super(message);
    }

    public JournalConflict(String message, Throwable cause) {
        super(message, cause);
    }
}
