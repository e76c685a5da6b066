package io.millrace.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** JSON objects of any shape, with the names and values that stores and formats stumble over. */
final class RandomAttributes {

    private static final String[] TEXTS = {
        "",
        " ",
        "$",
        "$date",
        "$oid",
        "$set",
        ".",
        "a.b",
        "a",
        "%",
        "%24",
        "%2E",
        "%25",
        "$a.b%",
        "_id",
        "version",
        "0",
        "ключ",
        "🎁",
        "\u0001",
        "\u2028",
        "\uFFFF",
        "a\\b\"c/d",
        "__proto__"
    };
    private static final Object[] NUMBERS = {
        0L, 1L, -1L, Long.MAX_VALUE, Long.MIN_VALUE, 9007199254740993L, 0.1, -2.5, 1e-300, 4.9E-324, 0.30000000000000004
    };

    private final Random random;

    RandomAttributes(long seed) {
        this.random = new Random(seed);
    }

    Attributes next() {
        return new Attributes(object(4));
    }

    private Map<String, Object> object(int depth) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            members.put(text() + (random.nextBoolean() ? text() : ""), value(depth - 1));
        }
        return members;
    }

    private List<Object> array(int depth) {
        List<Object> items = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            items.add(value(depth - 1));
        }
        return items;
    }

    private @Nullable Object value(int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> NUMBERS[random.nextInt(NUMBERS.length)];
            case 3 -> random.nextGaussian();
            case 4 -> text();
            case 5 -> object(depth);
            default -> array(depth);
        };
    }

    private String text() {
        return TEXTS[random.nextInt(TEXTS.length)];
    }
}
