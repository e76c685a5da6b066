package io.millrace.runtime;

import java.util.List;

/** Settings that cannot be used. The message lists every problem, one a line, and holds no secret. */
public final class InvalidSettings extends RuntimeException {

    private static final long serialVersionUID = 1;

    InvalidSettings(List<String> problems) {
        super("Invalid settings:\n  " + String.join("\n  ", problems));
    }
}
