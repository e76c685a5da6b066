package io.millrace.demo;

import io.millrace.embedded.PortTaken;

/** A part of the demo did not start. The message is one line for a person. */
final class PartFailed extends RuntimeException {

    private static final long serialVersionUID = 1;

    PartFailed(String part, Throwable cause) {
        super(part + " did not start: " + reason(cause), cause);
    }

    private static String reason(Throwable failure) {
        String last = "";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PortTaken taken) {
                return taken(taken.port());
            }
            if (cause instanceof io.millrace.runtime.http.PortTaken taken) {
                return taken(taken.port());
            }
            last = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        }
        return last.replaceAll("\\s*\\R\\s*", " ");
    }

    private static String taken(int port) {
        return "port " + port + " is taken by another process. Stop that one (lsof -i :" + port
                + " tells which it is), or run with --free-ports";
    }
}
