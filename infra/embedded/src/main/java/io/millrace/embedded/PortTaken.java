package io.millrace.embedded;

import org.jspecify.annotations.Nullable;

/** A server could not start because something else already listens on its port. */
public final class PortTaken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String server;
    private final int port;

    PortTaken(String server, int port, @Nullable Throwable cause) {
        super(server + " cannot start: port " + port + " is taken", cause);
        this.server = server;
        this.port = port;
    }

    /** Which server wanted the port, as a person would name it. */
    public String server() {
        return server;
    }

    /** The port that is taken. */
    public int port() {
        return port;
    }
}
