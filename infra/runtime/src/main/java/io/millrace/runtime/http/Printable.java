package io.millrace.runtime.http;

/** Makes what a client sent fit to be repeated in a message. */
final class Printable {

    private static final int LONGEST = 120;

    private Printable() {}

    /** Shortened, with control characters and halves of surrogate pairs replaced by question marks. */
    static String text(String raw) {
        int end = Math.min(raw.length(), LONGEST);
        StringBuilder safe = new StringBuilder(end + 1);
        for (int i = 0; i < end; i++) {
            char c = raw.charAt(i);
            boolean pair = Character.isHighSurrogate(c) && i + 1 < end && Character.isLowSurrogate(raw.charAt(i + 1));
            if (pair) {
                safe.append(c).append(raw.charAt(++i));
            } else {
                safe.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
            }
        }
        return raw.length() > LONGEST ? safe.append('…').toString() : safe.toString();
    }
}
