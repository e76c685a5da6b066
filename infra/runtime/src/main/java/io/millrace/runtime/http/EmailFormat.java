package io.millrace.runtime.http;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.format.Format;

/**
 * What a string with {@code format: email} must look like: {@code local@domain}, the domain of at least two labels. Which
 * top-level domains exist changes too often to be built in, and only a message sent tells whether an address works.
 */
final class EmailFormat implements Format {

    private static final int LONGEST_LOCAL = 64;
    private static final int LONGEST_LABEL = 63;
    private static final String NOT_IN_LOCAL = "<>()[]\\,;:\"@";

    @Override
    public String getName() {
        return "email";
    }

    @Override
    public boolean matches(ExecutionContext context, String text) {
        return accepts(text);
    }

    static boolean accepts(String text) {
        int at = text.lastIndexOf('@');
        return at > 0 && local(text.substring(0, at)) && domain(text.substring(at + 1));
    }

    private static boolean local(String local) {
        return local.length() <= LONGEST_LOCAL
                && !local.startsWith(".")
                && !local.endsWith(".")
                && !local.contains("..")
                && local.codePoints().allMatch(EmailFormat::inLocal);
    }

    private static boolean inLocal(int c) {
        return !Character.isISOControl(c)
                && !Character.isWhitespace(c)
                && !Character.isSpaceChar(c)
                && NOT_IN_LOCAL.indexOf(c) < 0;
    }

    private static boolean domain(String domain) {
        String[] labels = domain.split("\\.", -1);
        for (String label : labels) {
            if (!label(label)) {
                return false;
            }
        }
        return labels.length > 1 && !labels[labels.length - 1].chars().allMatch(Character::isDigit);
    }

    private static boolean label(String label) {
        return !label.isEmpty()
                && label.length() <= LONGEST_LABEL
                && !label.startsWith("-")
                && !label.endsWith("-")
                && label.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || c == '-');
    }
}
