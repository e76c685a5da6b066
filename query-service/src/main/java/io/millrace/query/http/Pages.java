package io.millrace.query.http;

import io.millrace.query.projection.Document;
import io.millrace.query.projection.DocumentSet;
import io.millrace.query.projection.ReadModel;
import io.millrace.query.projection.Selection;
import io.millrace.runtime.http.ApiRequest;
import io.millrace.runtime.http.KeysetCursor;
import io.millrace.runtime.http.Reply;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A list that is answered in pages, by the parameters {@code limit} and {@code cursor}. A page begins after the last item of
 * the one before, whatever was inserted meanwhile. A cursor is good for the filter and the sort that it came with.
 */
public final class Pages {

    private final ReadModel model;
    private final DocumentSet set;
    private final List<String> sort;
    private final List<Class<?>> keyTypes;
    private final Function<Document, JsonObject> item;
    private final List<String> omitted;

    /**
     * @param sort at most two fields as in an index, the last of them unique
     * @param keyTypes what the sort fields hold, String or Long
     * @param item how a document is shown
     */
    public Pages(
            ReadModel model,
            DocumentSet set,
            List<String> sort,
            List<Class<?>> keyTypes,
            Function<Document, JsonObject> item) {
        this(model, set, sort, keyTypes, item, List.of());
    }

    private Pages(
            ReadModel model,
            DocumentSet set,
            List<String> sort,
            List<Class<?>> keyTypes,
            Function<Document, JsonObject> item,
            List<String> omitted) {
        this.model = model;
        this.set = set;
        this.sort = List.copyOf(sort);
        this.keyTypes = List.copyOf(keyTypes);
        this.item = item;
        this.omitted = List.copyOf(omitted);
    }

    /** The same list, made without reading these fields. */
    public Pages without(String... fields) {
        return new Pages(model, set, sort, keyTypes, item, List.of(fields));
    }

    /** The page that is asked for, of the documents that a MongoDB query selects. */
    public Future<Reply> page(ApiRequest request, JsonObject filter) {
        int limit = Math.toIntExact(request.number("limit"));
        long list = fingerprint(filter);
        List<Object> after = request.optionalText("cursor")
                .map(cursor -> after(cursor, list))
                .orElse(List.of());
        return model.find(set, new Selection(filter, sort, after, limit + 1, omitted))
                .map(found -> page(request, limit, list, found));
    }

    private Reply page(ApiRequest request, int limit, long list, List<Document> found) {
        List<Document> shown = found.subList(0, Math.min(limit, found.size()));
        Optional<String> next =
                found.size() > limit ? Optional.of(cursor(list, shown.get(limit - 1))) : Optional.empty();
        return Reply.page(request, new JsonArray(shown.stream().map(item).toList()), next);
    }

    /** Tells lists of other filters or sorts apart: a place in one of them is none in this. */
    private long fingerprint(JsonObject filter) {
        return (sort + filter.encode()).hashCode();
    }

    private List<Object> after(String cursor, long list) {
        Class<?>[] types =
                Stream.concat(Stream.of(Long.class), keyTypes.stream()).toArray(Class<?>[]::new);
        List<Object> values = KeysetCursor.decode(cursor, types);
        if (!values.get(0).equals(list)) {
            throw KeysetCursor.unusable();
        }
        return values.subList(1, values.size());
    }

    private String cursor(long list, Document last) {
        Stream<Object> keys = sort.stream().map(field -> key(last, field));
        return KeysetCursor.encode(Stream.concat(Stream.of(list), keys).toArray());
    }

    private Object key(Document document, String field) {
        String name = field.startsWith("-") ? field.substring(1) : field;
        return name.equals("id") ? document.id() : document.value(name);
    }
}
