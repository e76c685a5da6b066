package io.millrace.contracts;

/** A message or an event's data that cannot be read as what it claims to be; the message says what is wrong and where. */
public final class MalformedEventException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedEventException(String message) {
        super(message);
    }

    public MalformedEventException(String message, Throwable cause) {
        super(message, cause);
    }
}
