package io.millrace.query.projection;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An order of documents by fields; a leading {@code -} is descending, {@code id} is the document's id. */
record Sort(List<String> fields) {

    static Sort by(List<String> fields) {
        return new Sort(fields);
    }

    JsonObject toJson() {
        Map<String, Object> keys = new LinkedHashMap<>();
        for (String field : fields) {
            keys.put(stored(field), descending(field) ? -1 : 1);
        }
        return new JsonObject(keys);
    }

    static boolean descending(String field) {
        return field.startsWith("-");
    }

    /** The name it is stored by. */
    static String stored(String field) {
        String name = descending(field) ? field.substring(1) : field;
        return name.equals("id") ? "_id" : name;
    }
}
