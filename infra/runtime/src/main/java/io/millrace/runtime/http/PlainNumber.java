package io.millrace.runtime.http;

import org.jspecify.annotations.Nullable;

/** Numbers in parameters: ASCII digits, a sign only to say minus. */
final class PlainNumber {

    private static final int LONGEST = 40;

    private PlainNumber() {}

    /** Null when the text is not a whole number of 64 bits. */
    static @Nullable Long whole(String text) {
        if (!digits(text, false)) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Null when the text is not a decimal number such as -12.5. */
    static @Nullable Double decimal(String text) {
        return digits(text, true) ? Double.valueOf(text) : null;
    }

    private static boolean digits(String text, boolean point) {
        int from = text.startsWith("-") ? 1 : 0;
        if (text.length() == from || text.length() > LONGEST || text.endsWith(".")) {
            return false;
        }
        boolean points = point;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' && points && i > from) {
                points = false;
            } else if (c < '0' || c > '9') {
                return false;
            }
        }
        return true;
    }
}
