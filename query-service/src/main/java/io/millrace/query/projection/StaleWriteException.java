package io.millrace.query.projection;

/** Another writer was there first; nothing of it was overwritten. What was read is to be read again. */
final class StaleWriteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StaleWriteException(String message) {
        super(message, null, false, false);
    }
}
