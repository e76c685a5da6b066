package io.millrace.kit.journal.mongo;

import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Names of nested fields that MongoDB refuses or reads as paths and operators, in a form that it takes: {@code %},
 * {@code .}, NUL, and a leading {@code $} become {@code %} and two hexadecimal digits.
 */
final class FieldNames {

    private FieldNames() {}

    /** The fields with every nested name as it was. */
    static Document unescape(Document fields) {
        fields.replaceAll((name, value) -> unescaped(value));
        return fields;
    }

    /** NullAway takes the values of a document for never null; they may be. */
    @SuppressWarnings("NullAway")
    private static @Nullable Object unescaped(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Document fields = new Document();
            map.forEach((name, inner) -> fields.append(unescape((String) name), unescaped(inner)));
            return fields;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(FieldNames::unescaped).toList();
        }
        return value;
    }

    static String escape(String name) {
        boolean plain =
                !name.startsWith("$") && name.indexOf('%') < 0 && name.indexOf('.') < 0 && name.indexOf('\0') < 0;
        if (plain) {
            return name;
        }
        String escaped = name.replace("%", "%25").replace(".", "%2E").replace("\0", "%00");
        return escaped.startsWith("$") ? "%24" + escaped.substring(1) : escaped;
    }

    private static String unescape(String name) {
        return name.indexOf('%') < 0
                ? name
                : name.replace("%24", "$")
                        .replace("%2E", ".")
                        .replace("%00", "\0")
                        .replace("%25", "%");
    }
}
