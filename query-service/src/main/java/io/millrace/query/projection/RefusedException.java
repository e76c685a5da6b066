package io.millrace.query.projection;

/** Something about generations cannot be done as things are. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }
}
