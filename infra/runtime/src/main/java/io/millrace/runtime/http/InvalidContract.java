package io.millrace.runtime.http;

/** A contract that cannot be served: a defect of the program, found at start. */
public final class InvalidContract extends RuntimeException {

    private static final long serialVersionUID = 1;

    InvalidContract(String message) {
        super(message);
    }

    InvalidContract(String message, Throwable cause) {
        super(message, cause);
    }
}
