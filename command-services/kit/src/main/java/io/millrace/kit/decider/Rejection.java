package io.millrace.kit.decider;

/**
 * Why a command is refused, as clients see it.
 *
 * @param name stable problem name, such as {@code email-taken}
 * @param detail one sentence that names what is wrong with this command
 */
public record Rejection(Kind kind, String name, String detail) {

    /** What kind of "no" it is; each has its HTTP status. */
    public enum Kind {
        /** The aggregate that the command is addressed to does not exist (404). */
        UNKNOWN,
        /** The aggregate's state does not allow it (409). */
        CONFLICT,
        /** The command refers to something that does not exist or cannot be used (422). */
        UNPROCESSABLE
    }

    public static Rejection unknown(String name, String detail) {
        return new Rejection(Kind.UNKNOWN, name, detail);
    }

    public static Rejection conflict(String name, String detail) {
        return new Rejection(Kind.CONFLICT, name, detail);
    }

    public static Rejection unprocessable(String name, String detail) {
        return new Rejection(Kind.UNPROCESSABLE, name, detail);
    }
}
