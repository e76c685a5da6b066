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

/**
 * A list that is answered in pages, by the parameters {@code limit} and {@code cursor}. A page begins after the last item of
 * the one before, whatever was inserted meanwhile.
 */
public final class Pages {

    private final ReadModel model;
    private final DocumentSet set;
    private final List<String> sort;
    private final List<Class<?>> keyTypes;
    private final Function<Document, JsonObject> item;

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
        this.model = model;
        this.set = set;
        this.sort = List.copyOf(sort);
        this.keyTypes = List.copyOf(keyTypes);
        this.item = item;
    }

    /** The page that is asked for, of the documents that a MongoDB query selects. */
    public Future<Reply> page(ApiRequest request, JsonObject filter) {
        int limit = Math.toIntExact(request.number("limit"));
        List<Object> after = request.optionalText("cursor")
                .map(cursor -> KeysetCursor.decode(cursor, keyTypes.toArray(Class<?>[]::new)))
                .orElse(List.of());
        return model.find(set, new Selection(filter, sort, after, limit + 1)).map(found -> page(request, limit, found));
    }

    private Reply page(ApiRequest request, int limit, List<Document> found) {
        List<Document> shown = found.subList(0, Math.min(limit, found.size()));
        Optional<String> next = found.size() > limit ? Optional.of(cursor(shown.get(limit - 1))) : Optional.empty();
        return Reply.page(request, new JsonArray(shown.stream().map(item).toList()), next);
    }

    private String cursor(Document last) {
        return KeysetCursor.encode(sort.stream().map(field -> key(last, field)).toArray());
    }

    private Object key(Document document, String field) {
        String name = field.startsWith("-") ? field.substring(1) : field;
        return name.equals("id") ? document.id() : document.value(name);
    }
}
