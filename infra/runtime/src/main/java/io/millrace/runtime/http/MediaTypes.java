package io.millrace.runtime.http;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a client sends and takes. */
final class MediaTypes {

    private MediaTypes() {}

    /** What is wrong with a JSON body's headers; null when nothing is. */
    static @Nullable String refuseBody(@Nullable String contentType, @Nullable String contentEncoding) {
        if (contentEncoding != null && !contentEncoding.equalsIgnoreCase("identity")) {
            return "The body must not be compressed, but its Content-Encoding is " + Printable.text(contentEncoding);
        }
        if (contentType == null) {
            return "The Content-Type must be application/json, but there is none";
        }
        String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
        if (!parts[0].strip().equals("application/json")) {
            return "The Content-Type must be application/json, was " + Printable.text(contentType);
        }
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().replace("\"", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                return "JSON is UTF-8, but the Content-Type says " + Printable.text(parts[i].strip());
            }
        }
        return null;
    }

    /** Whether an Accept header takes a type by its name, not only by a range. */
    static boolean names(@Nullable String accept, String type) {
        if (accept == null) {
            return false;
        }
        for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = range.split(";", -1);
            if (parts[0].strip().equals(type) && !isRefusal(parts)) {
                return true;
            }
        }
        return false;
    }

    /** Whether an Accept header takes any of these types. */
    static boolean accepts(@Nullable String accept, Set<String> offered) {
        if (accept == null || accept.isBlank() || offered.isEmpty()) {
            return true;
        }
        for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = range.split(";", -1);
            if (!isRefusal(parts) && offered.stream().anyMatch(type -> covers(parts[0].strip(), type))) {
                return true;
            }
        }
        return false;
    }

    private static boolean covers(String range, String type) {
        return range.equals("*/*")
                || range.equals(type)
                || (range.endsWith("/*") && type.startsWith(range.substring(0, range.length() - 1)));
    }

    private static boolean isRefusal(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String weight = parts[i].strip();
            if (weight.equals("q=0")
                    || (weight.startsWith("q=0.") && weight.substring(4).chars().allMatch(c -> c == '0'))) {
                return true;
            }
        }
        return false;
    }
}
