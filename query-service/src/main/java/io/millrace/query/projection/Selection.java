package io.millrace.query.projection;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Which documents of a set, in which order, from where on, how many at most.
 *
 * @param filter a MongoDB query
 * @param sort fields as in an index, the last of them unique among the documents selected
 * @param after values of the sort fields of the last document that was shown; empty at the beginning
 * @param omitted fields that are not read
 */
public record Selection(JsonObject filter, List<String> sort, List<Object> after, int limit, List<String> omitted) {

    public Selection {
        sort = List.copyOf(sort);
        after = List.copyOf(after);
        omitted = List.copyOf(omitted);
        if (sort.isEmpty() || sort.size() > 2 || !(after.isEmpty() || after.size() == sort.size())) {
            throw new IllegalArgumentException("one or two sort fields, and as many values to begin after, or none");
        }
    }

    /** Of whole documents. */
    public Selection(JsonObject filter, List<String> sort, List<Object> after, int limit) {
        this(filter, sort, after, limit, List.of());
    }

    /**
     * The filter, what comes after, and no placeholders; one condition is plain, so that an index on the sort fields serves
     * it.
     */
    JsonObject query() {
        JsonObject filter = this.filter.copy().put(DocumentJson.PLACEHOLDER, null);
        if (after.isEmpty()) {
            return filter;
        }
        JsonArray all = filter.getJsonArray("$and", new JsonArray()).copy();
        all.add(beyond(0, sort.size() == 1 ? "" : "e"));
        if (sort.size() == 2) {
            JsonArray either = new JsonArray().add(beyond(0, "")).add(beyond(1, ""));
            all.add(new JsonObject().put("$or", either));
        }
        return filter.put("$and", all);
    }

    /** The fields to be read; all, if it is empty. */
    JsonObject fields() {
        JsonObject fields = new JsonObject();
        omitted.forEach(field -> fields.put(field, 0));
        return fields;
    }

    private JsonObject beyond(int i, String orEqual) {
        String field = sort.get(i);
        String operator = (Sort.descending(field) ? "$lt" : "$gt") + orEqual;
        return new JsonObject().put(Sort.stored(field), new JsonObject().put(operator, after.get(i)));
    }
}
