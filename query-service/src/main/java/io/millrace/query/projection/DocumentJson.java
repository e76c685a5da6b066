package io.millrace.query.projection;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The JSON form in which documents are stored: {@code _id}, {@code rev} and {@code applied} beside the fields. */
final class DocumentJson {

    private static final String ID = "_id";
    private static final String REV = "rev";
    private static final String APPLIED = "applied";
    private static final String JOINED = "joined";
    private static final String PARKED = "parked";
    /** True in what is stored only to be parked; queries pass over it. */
    static final String PLACEHOLDER = "placeholder";

    static final Set<String> BOOKKEEPING = Set.of(ID, REV, APPLIED, JOINED, PARKED, PLACEHOLDER);

    private DocumentJson() {}

    static JsonObject write(StoredDocument stored) {
        JsonObject json = writeFields(stored.document())
                .put(ID, stored.id())
                .put(REV, stored.rev())
                .put(APPLIED, writePositions(stored.applied()));
        if (!stored.joined().isEmpty()) {
            json.put(JOINED, writePositions(stored.joined()));
        }
        if (stored.parked() > 0) {
            json.put(PARKED, stored.parked());
        }
        return stored.placeholder() ? json.put(PLACEHOLDER, true) : json;
    }

    static StoredDocument read(JsonObject json) {
        return new StoredDocument(
                readDocument(json),
                json.getLong(REV, 0L),
                readPositions(json.getJsonObject(APPLIED)),
                readPositions(json.getJsonObject(JOINED)),
                json.getLong(PARKED, 0L));
    }

    /** The document alone. */
    static Document readDocument(JsonObject json) {
        return readFields(json.getString(ID, ""), json);
    }

    static JsonObject writePositions(Map<String, Long> positions) {
        JsonObject json = new JsonObject();
        positions.forEach((name, position) -> json.put(asKey(name), position));
        return json;
    }

    static Map<String, Long> readPositions(@Nullable JsonObject json) {
        Map<String, Long> positions = new HashMap<>();
        if (json != null) {
            json.forEach(entry -> positions.put(fromKey(entry.getKey()), ((Number) entry.getValue()).longValue()));
        }
        return Map.copyOf(positions);
    }

    /** A point or a dollar sign in a field's name would mean something to the store. */
    private static String asKey(String name) {
        return name.replace("%", "%25").replace(".", "%2E").replace("$", "%24");
    }

    private static String fromKey(String key) {
        return key.replace("%24", "$").replace("%2E", ".").replace("%25", "%");
    }

    private static JsonObject writeFields(Document document) {
        JsonObject json = new JsonObject(new LinkedHashMap<>());
        document.fields().forEach((name, value) -> json.put(name, writeValue(value)));
        return json;
    }

    private static Document readFields(String id, JsonObject json) {
        Map<String, Object> fields = new LinkedHashMap<>();
        json.forEach(field -> {
            if (!BOOKKEEPING.contains(field.getKey()) && field.getValue() != null) {
                fields.put(field.getKey(), readValue(field.getValue()));
            }
        });
        return Document.of(id, fields);
    }

    private static Object writeValue(Object value) {
        if (value instanceof Document document) {
            return writeFields(document);
        } else if (value instanceof List<?> list) {
            return new JsonArray(list.stream().map(DocumentJson::writeValue).toList());
        }
        return value;
    }

    private static Object readValue(Object value) {
        if (value instanceof Number number) {
            return number.longValue();
        } else if (value instanceof JsonObject object) {
            return readFields("", object);
        } else if (value instanceof JsonArray array) {
            return array.stream().map(DocumentJson::readValue).toList();
        }
        return value;
    }
}
