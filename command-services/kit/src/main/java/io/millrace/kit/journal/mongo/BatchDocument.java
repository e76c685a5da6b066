package io.millrace.kit.journal.mongo;

import io.millrace.contracts.ConsistencyToken;
import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventTypes;
import io.millrace.contracts.EventTypes.EventType;
import io.millrace.kit.journal.InboxMark;
import io.millrace.kit.journal.NewEvent;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * The form of a batch in the journal. {@code head} is the partition's position after the batch; a batch with events has it
 * as {@code last} too, which is what readers go by.
 */
final class BatchDocument {

    static final String ID = "_id";
    static final String BATCH_ID = "id";
    static final String HEAD = "head";
    static final String PARTITION = "_id.partition";
    static final String LAST = "last";
    static final String OWNER_OF_EVENT = "events.aggregateId";

    private BatchDocument() {}

    static Document of(
            BatchNumber number, ObjectId id, long base, List<? extends NewEvent<?>> events, List<InboxMark> marks) {
        long head = base + events.size();
        Document document =
                new Document(ID, number.document()).append(BATCH_ID, id).append(HEAD, head);
        if (!events.isEmpty()) {
            document.append(LAST, head)
                    .append("events", events.stream().map(BatchDocument::event).toList());
        }
        if (!marks.isEmpty()) {
            document.append("marks", marks.stream().map(BatchDocument::mark).toList());
        }
        return document;
    }

    /** How long the events' data are together. */
    static long characters(Document document) {
        return document.getList("events", Document.class, List.of()).stream()
                .mapToLong(event -> event.getString("data").length())
                .sum();
    }

    private static Document event(NewEvent<? extends Event> event) {
        EventType type = EventTypes.of(event.event());
        Document document = new Document("id", event.id().toString())
                .append("aggregateId", event.aggregateId())
                .append("version", event.aggregateVersion())
                .append("type", type.simpleName())
                .append("schemaVersion", type.version())
                .append("time", Date.from(event.time()))
                .append("data", EventTypes.encode(event.event()));
        if (event.traceparent() != null) {
            document.append("traceparent", event.traceparent());
        }
        return document;
    }

    private static Document mark(InboxMark mark) {
        return mark(ConsistencyToken.key(mark.source(), mark.sourcePartition()), mark.position());
    }

    static Document mark(String source, long position) {
        return new Document("source", source).append("position", position);
    }

    static Map<String, Long> marks(Document document) {
        Map<String, Long> marks = new HashMap<>();
        document.getList("marks", Document.class, List.of())
                .forEach(mark -> marks.put(mark.getString("source"), mark.getLong("position")));
        return marks;
    }

    static StoredBatch read(String source, Document document) {
        BatchNumber number = BatchNumber.read(document.get(ID, Document.class));
        long head = document.getLong(HEAD);
        List<Document> stored = document.getList("events", Document.class, List.of());
        List<EventEnvelope> events = new ArrayList<>(stored.size());
        for (Document event : stored) {
            events.add(envelope(source, number.partition(), head - stored.size() + events.size() + 1, event));
        }
        return new StoredBatch(number, document.getObjectId(BATCH_ID), head, events, marks(document));
    }

    private static EventEnvelope envelope(String source, int partition, long position, Document event) {
        return new EventEnvelope(
                event.getString("id"),
                source,
                partition,
                position,
                event.getString("aggregateId"),
                event.getLong("version"),
                EventType.name(event.getString("type"), event.getInteger("schemaVersion")),
                event.getDate("time").toInstant(),
                event.getString("traceparent"),
                event.getString("data"));
    }
}
