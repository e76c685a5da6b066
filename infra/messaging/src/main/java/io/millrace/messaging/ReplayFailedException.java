package io.millrace.messaging;

/** A replay request got no answer, or the owner could not read its journal. Asking again is always safe. */
final class ReplayFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReplayFailedException(String message) {
        super(message);
    }
}
