package io.millrace.query.projection;

/**
 * An event is of a later version than this build can read. Not a matter of one event, and nothing to park: the projection
 * has to wait for the build that it was written for.
 */
final class LaterVersionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LaterVersionException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
