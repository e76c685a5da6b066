package io.millrace.kit.journal.mongo;

import io.millrace.contracts.ConsistencyToken;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventTypes;
import io.millrace.contracts.EventTypes.EventType;
import io.millrace.kit.journal.Batch;
import io.millrace.kit.journal.InboxMark;
import io.millrace.kit.journal.NewEvent;
import io.millrace.kit.journal.StateChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonWriter;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.types.ObjectId;

/**
 * The form of a batch in the journal. {@code head} is the partition's position after the batch; a batch with events has it
 * as {@code last} too, which is what readers go by. {@code created} names the aggregates that begin with the batch; no two
 * batches may name the same one.
 */
final class BatchDocument {

    static final String ID = "_id";
    static final String BATCH_ID = "id";
    static final String HEAD = "head";
    static final String PARTITION = "_id.partition";
    static final String LAST = "last";
    static final String CREATED = "created";
    static final String OWNER_OF_EVENT = "events.aggregateId";

    private static final String SIZE_RULE = "journal_document_size";

    private BatchDocument() {}

    /** A batch that says nothing but that its number is taken. */
    static RawBsonDocument empty(BatchNumber number, long head) {
        return of(number, new ObjectId(), head, List.of(), List.of(), List.of());
    }

    /** A batch as bytes. */
    static RawBsonDocument of(BatchNumber number, ObjectId id, long base, Batch<?, ?> batch) {
        List<String> created = batch.changes().stream()
                .filter(StateChange::created)
                .map(StateChange::aggregateId)
                .toList();
        return of(number, id, base, batch.events(), created, batch.marks());
    }

    private static RawBsonDocument of(
            BatchNumber number,
            ObjectId id,
            long base,
            List<? extends NewEvent<?>> events,
            List<String> created,
            List<InboxMark> marks) {
        Encoding.check(events.stream().mapToLong(event -> event.data().length()).sum(), SIZE_RULE);
        return Encoding.write(SIZE_RULE, writer -> {
            writer.writeStartDocument(ID);
            writer.writeInt32("partition", number.partition());
            writer.writeInt64("batch", number.batch());
            writer.writeEndDocument();
            writer.writeObjectId(BATCH_ID, id);
            writer.writeInt64(HEAD, base + events.size());
            if (!events.isEmpty()) {
                writer.writeInt64(LAST, base + events.size());
                writeEvents(writer, events);
            }
            if (!created.isEmpty()) {
                writer.writeStartArray(CREATED);
                created.forEach(writer::writeString);
                writer.writeEndArray();
            }
            if (!marks.isEmpty()) {
                writeMarks(writer, marks);
            }
        });
    }

    private static void writeEvents(BsonWriter writer, List<? extends NewEvent<?>> events) {
        writer.writeStartArray("events");
        for (NewEvent<?> event : events) {
            EventType type = EventTypes.of(event.event());
            writer.writeStartDocument();
            writer.writeString("id", event.id().toString());
            writer.writeString("aggregateId", event.aggregateId());
            writer.writeInt64("version", event.aggregateVersion());
            writer.writeString("type", type.simpleName());
            writer.writeInt32("schemaVersion", type.version());
            writer.writeDateTime("time", event.time().toEpochMilli());
            writer.writeString("data", event.data());
            if (event.traceparent() != null) {
                writer.writeString("traceparent", event.traceparent());
            }
            writer.writeEndDocument();
        }
        writer.writeEndArray();
    }

    private static void writeMarks(BsonWriter writer, List<InboxMark> marks) {
        writer.writeStartArray("marks");
        for (InboxMark mark : marks) {
            writer.writeStartDocument();
            writer.writeString("source", ConsistencyToken.key(mark.source(), mark.sourcePartition()));
            writer.writeInt64("position", mark.position());
            writer.writeEndDocument();
        }
        writer.writeEndArray();
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
