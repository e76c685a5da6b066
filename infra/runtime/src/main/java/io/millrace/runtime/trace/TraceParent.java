package io.millrace.runtime.trace;

import java.util.Optional;

/** The W3C trace context a request came with, in its version 00 form. */
public record TraceParent(String traceId, String parentId, String flags) {

    private static final int LENGTH = 55;

    /** Whether whoever began the trace wants its spans sent. */
    public boolean sampled() {
        return Character.digit(flags.charAt(1), 16) % 2 == 1;
    }

    /** As in the header. */
    @Override
    public String toString() {
        return "00-" + traceId + "-" + parentId + "-" + flags;
    }

    /** Empty when the header is not well-formed; such a header is to be ignored. */
    public static Optional<TraceParent> parse(String text) {
        boolean shaped = text.length() == LENGTH
                || (text.length() > LENGTH && text.charAt(LENGTH) == '-' && !text.startsWith("00"));
        if (!shaped || text.startsWith("ff") || !isHex(text, 0, 2)) {
            return Optional.empty();
        }
        boolean parts = text.charAt(2) == '-'
                && isId(text, 3, 35)
                && text.charAt(35) == '-'
                && isId(text, 36, 52)
                && text.charAt(52) == '-'
                && isHex(text, 53, LENGTH);
        return parts
                ? Optional.of(
                        new TraceParent(text.substring(3, 35), text.substring(36, 52), text.substring(53, LENGTH)))
                : Optional.empty();
    }

    private static boolean isId(String text, int from, int to) {
        return isHex(text, from, to) && text.substring(from, to).chars().anyMatch(c -> c != '0');
    }

    private static boolean isHex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
