package io.millrace.runtime.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An entity tag of RFC 9110: an opaque text that changes whenever the resource does. */
public record EntityTag(String value, boolean weak) {

    /** The strong tag of a versioned aggregate. */
    public static EntityTag ofVersion(long version) {
        return new EntityTag(Long.toString(version), false);
    }

    /** Both are strong and the same. */
    public boolean isStrongly(EntityTag other) {
        return !weak && !other.weak && value.equals(other.value);
    }

    /** The same but for strength. */
    public boolean isWeakly(EntityTag other) {
        return value.equals(other.value);
    }

    /** As in a header. */
    @Override
    public String toString() {
        return (weak ? "W/\"" : "\"") + value + "\"";
    }

    /** A non-empty list of tags as in If-Match; empty when the text is not one. */
    static Optional<List<EntityTag>> parseList(String text) {
        List<EntityTag> tags = new ArrayList<>();
        int at = skipBlanks(text, 0);
        while (at < text.length()) {
            boolean weak = text.startsWith("W/", at);
            int open = weak ? at + 2 : at;
            int close = open < text.length() && text.charAt(open) == '"' ? text.indexOf('"', open + 1) : -1;
            if (close < 0 || !isTagText(text, open + 1, close)) {
                return Optional.empty();
            }
            tags.add(new EntityTag(text.substring(open + 1, close), weak));
            at = skipBlanks(text, close + 1);
            if (at < text.length()) {
                if (text.charAt(at) != ',') {
                    return Optional.empty();
                }
                at = skipBlanks(text, at + 1);
            }
        }
        return tags.isEmpty() ? Optional.empty() : Optional.of(tags);
    }

    private static int skipBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    private static boolean isTagText(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < 0x21 || c == 0x7f) {
                return false;
            }
        }
        return true;
    }
}
