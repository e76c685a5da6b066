package io.millrace.runtime;

import java.time.Duration;

/** Lengths of time as people write them: a whole number and a unit. */
final class DurationText {

    private DurationText() {}

    /** Throws IllegalArgumentException or ArithmeticException when the text will not do. */
    static Duration parse(String text) {
        int split = 0;
        while (split < text.length() && Character.isDigit(text.charAt(split))) {
            split++;
        }
        long amount = Long.parseLong(text.substring(0, split));
        return switch (text.substring(split).strip()) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> throw new IllegalArgumentException("no unit: " + text);
        };
    }

    static String format(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds % 60 != 0 || seconds == 0) {
            return seconds + "s";
        }
        return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "m";
    }
}
