package io.millrace.query.products;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The words by which a product is found, each once. At most 500: what comes first is kept. Not thread-safe. */
final class SearchTerms {

    private static final int MOST = 500;
    /** Whole numbers up to here are exact as a double, and written without an exponent. */
    private static final double LONGEST_PLAIN = 1e15;

    private final Set<String> terms = new LinkedHashSet<>();

    static List<String> of(
            String title, String category, Map<String, Object> attributes, @Nullable String description) {
        SearchTerms terms = new SearchTerms();
        terms.add(title);
        terms.add(category);
        terms.addAll(attributes);
        terms.add(description == null ? "" : description);
        return new ArrayList<>(terms.terms);
    }

    private void add(String text) {
        for (String word : Words.in(text)) {
            if (terms.size() == MOST) {
                return;
            }
            terms.add(word);
        }
    }

    /** Names, texts and numbers, at any depth. */
    private void addAll(@Nullable Object value) {
        if (value instanceof Map<?, ?> object) {
            object.forEach((name, member) -> {
                add((String) name);
                addAll(member);
            });
        } else if (value instanceof List<?> list) {
            list.forEach(this::addAll);
        } else if (value instanceof String text) {
            add(text);
        } else if (value instanceof Number number) {
            add(plain(number));
        }
    }

    /** A buyer who looks for 5 litres does not write 5.0. */
    private static String plain(Number number) {
        double value = number.doubleValue();
        boolean whole = number instanceof Double && Math.rint(value) == value && Math.abs(value) < LONGEST_PLAIN;
        return whole ? Long.toString((long) value) : number.toString();
    }
}
