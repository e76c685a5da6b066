package io.millrace.query.products;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Words of a text in the form in which they are searched and sorted: letters and digits only, without accents, the same in
 * upper and lower case. Texts that look alike to a buyer have the same words.
 */
final class Words {

    private static final int LONGEST = 64;
    private static final int LONGEST_SORT_KEY = 200;
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

    private Words() {}

    /** What texts are sorted by; cut at 200 characters. */
    static String sortKey(String text) {
        return beginning(String.join(" ", in(text)), LONGEST_SORT_KEY);
    }

    /** In the order of the text; each cut at 64 characters. */
    static List<String> in(String text) {
        return BETWEEN_WORDS
                .splitAsStream(folded(text))
                .filter(Predicate.not(String::isEmpty))
                .map(word -> beginning(word, LONGEST))
                .toList();
    }

    /** To upper case first, since only that makes "ß" and "SS" one; then letter by letter, since "ς" ends words only. */
    private static String folded(String text) {
        String plain =
                MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("");
        StringBuilder folded = new StringBuilder(plain.length());
        plain.toUpperCase(Locale.ROOT).codePoints().map(Character::toLowerCase).forEach(folded::appendCodePoint);
        return folded.toString();
    }

    /** At most so many chars, but no half characters. */
    private static String beginning(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }
}
