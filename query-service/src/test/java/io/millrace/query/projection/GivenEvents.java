package io.millrace.query.projection;

import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Given events, then documents: folds events in the order in which they are given, each as a batch of its own, and again all
 * as one batch, which has to come out the same.
 */
public final class GivenEvents {

    private final Projection projection;
    private final Journals journals = new Journals(1);

    private GivenEvents(Projection projection) {
        this.projection = projection;
    }

    public static GivenEvents of(Projection projection) {
        return new GivenEvents(projection);
    }

    public GivenEvents happened(String at, Event... events) {
        for (Event event : events) {
            journals.happened(Instant.parse(at), event);
        }
        return this;
    }

    /** The documents of a set by id, as they would be stored but for the bookkeeping. */
    public Map<String, JsonObject> documents(DocumentSet set) {
        return documents(projection, journals.all()).getOrDefault(set.name(), Map.of());
    }

    /** All documents that journals lead to, by the names of their sets and by their ids. */
    public static Map<String, Map<String, JsonObject>> documents(Projection projection, List<EventEnvelope> events) {
        MemoryDocumentStore oneByOne = new MemoryDocumentStore(projection.version());
        events.forEach(envelope -> apply(projection, oneByOne, List.of(envelope)));
        MemoryDocumentStore atOnce = new MemoryDocumentStore(projection.version());
        apply(projection, atOnce, events);
        Map<String, Map<String, JsonObject>> documents = plain(projection, oneByOne);
        Map<String, Map<String, JsonObject>> ofOneBatch = plain(projection, atOnce);
        if (!documents.equals(ofOneBatch)) {
            throw new AssertionError("batches differ: " + documents + " and " + ofOneBatch);
        }
        return documents;
    }

    /** The document; fails if there is none. */
    public JsonObject document(DocumentSet set, String id) {
        return Objects.requireNonNull(documents(set).get(id), "no document " + id);
    }

    private static void apply(Projection projection, MemoryDocumentStore store, List<EventEnvelope> events) {
        ProjectionWriter writer = Writers.over(projection, store);
        Outcomes.of(writer.refresh().compose(ready -> writer.apply(events)));
    }

    private static Map<String, Map<String, JsonObject>> plain(Projection projection, MemoryDocumentStore store) {
        return projection.sets().stream()
                .collect(Collectors.toMap(
                        DocumentSet::name,
                        set -> store.documents(set).entrySet().stream()
                                .collect(Collectors.toMap(Map.Entry::getKey, entry -> plain(entry.getValue())))));
    }

    private static JsonObject plain(Document document) {
        JsonObject json = DocumentJson.write(new StoredDocument(document, 0, Map.of(), Map.of()));
        json.remove("_id");
        json.remove("rev");
        json.remove("applied");
        return json;
    }
}
