package io.millrace.messaging;

/** The broker did not take a message, or it is not known that it did. Publishing again is always safe. */
public final class PublishFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PublishFailedException(String message) {
        super(message);
    }
}
