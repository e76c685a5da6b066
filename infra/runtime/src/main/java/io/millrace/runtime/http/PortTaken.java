package io.millrace.runtime.http;

/** Somebody else listens on the port. */
public final class PortTaken extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int port;

    PortTaken(String host, int port, Throwable cause) {
        super("Port " + port + " of " + host + " is taken by another process", cause);
        this.port = port;
    }

    /** Which port. */
    public int port() {
        return port;
    }
}
