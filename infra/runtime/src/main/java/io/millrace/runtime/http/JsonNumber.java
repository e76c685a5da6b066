package io.millrace.runtime.http;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Numbers of a JSON text, kept so that what is written of them later means what was read. */
final class JsonNumber {

    private static final int LONGEST = 400;

    private JsonNumber() {}

    /** A Long when it is whole, a Double when it is not, null when it is more than that holds as it is written. */
    static @Nullable Number exact(String text) {
        if (text.length() > LONGEST) {
            return null;
        }
        try {
            BigDecimal number = new BigDecimal(text);
            Number whole = whole(number);
            return whole != null ? whole : decimal(number);
        } catch (NumberFormatException exponentTooLong) {
            return null;
        }
    }

    /** 1.0 and 1e3 are whole numbers written another way. */
    private static @Nullable Number whole(BigDecimal number) {
        try {
            return number.longValueExact();
        } catch (ArithmeticException notWhole) {
            return null;
        }
    }

    private static @Nullable Number decimal(BigDecimal number) {
        double value = number.doubleValue();
        // Before Java 19 toString does not always find the shortest way to write a double.
        boolean kept = value != Math.rint(value)
                && (same(number, NumberOutput.toString(value, true)) || same(number, Double.toString(value)));
        return kept ? value : null;
    }

    private static boolean same(BigDecimal number, String written) {
        return number.compareTo(new BigDecimal(written)) == 0;
    }
}
