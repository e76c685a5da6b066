package io.millrace.catalog;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Any JSON object, in Maps, Lists, Strings, Longs, Doubles, Booleans and nulls: equal when it means the same, in whatever
 * order its members come and however its reader held whole numbers. Immutable.
 */
record Attributes(Map<String, Object> members) {

    static final Attributes NONE = new Attributes(Map.of());

    Attributes {
        members = object(members);
    }

    private static Map<String, Object> object(Map<?, ?> given) {
        Map<String, Object> members = new LinkedHashMap<>();
        given.forEach((name, value) -> members.put((String) name, value(value)));
        return Collections.unmodifiableMap(members);
    }

    private static List<Object> array(List<?> given) {
        List<Object> items = new ArrayList<>(given.size());
        given.forEach(item -> items.add(value(item)));
        return Collections.unmodifiableList(items);
    }

    private static @Nullable Object value(@Nullable Object given) {
        if (given instanceof Map<?, ?> object) {
            return object(object);
        }
        if (given instanceof List<?> array) {
            return array(array);
        }
        return given instanceof Integer number ? (Object) number.longValue() : given;
    }
}
