package io.millrace.query.products;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Words of a text in the form in which they are searched and sorted: letters and digits only, without accents, the same in
 * upper and lower case. Texts that look alike to a buyer have the same words.
 */
final class Words {

    private static final int LONGEST = 64;
    private static final int LONGEST_SORT_KEY = 200;

    private Words() {}

    /** What texts are sorted by; cut at 200 characters. */
    static String sortKey(String text) {
        return beginning(String.join(" ", in(text)), LONGEST_SORT_KEY);
    }

    /** In the order of the text; each cut at 64 characters. */
    static List<String> in(String text) {
        String folded = folded(text);
        List<String> words = new ArrayList<>();
        int begin = 0;
        while (begin < folded.length()) {
            int end = end(folded, begin);
            if (end > begin) {
                words.add(beginning(folded.substring(begin, end), LONGEST));
            }
            begin = end + 1;
        }
        return words;
    }

    /** Where the word that begins here ends; at once, if there is none. */
    private static int end(String folded, int begin) {
        int end = begin;
        while (end < folded.length() && Character.isLetterOrDigit(folded.codePointAt(end))) {
            end += Character.charCount(folded.codePointAt(end));
        }
        return end;
    }

    /** To upper case first, since only that makes "ß" and "SS" one; then letter by letter, since "ς" ends words only. */
    private static String folded(String text) {
        if (isAscii(text)) {
            return text.toLowerCase(Locale.ROOT);
        }
        int[] letters = Normalizer.normalize(text, Normalizer.Form.NFKD)
                .codePoints()
                .filter(letter -> !isMark(letter))
                .toArray();
        StringBuilder folded = new StringBuilder(letters.length);
        new String(letters, 0, letters.length)
                .toUpperCase(Locale.ROOT)
                .codePoints()
                .map(Character::toLowerCase)
                .forEach(folded::appendCodePoint);
        return folded.toString();
    }

    /** Most texts are, and take a tenth of the time. */
    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 128) {
                return false;
            }
        }
        return true;
    }

    private static boolean isMark(int letter) {
        int type = Character.getType(letter);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }

    /** At most so many chars, but no half characters. */
    private static String beginning(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }
}
