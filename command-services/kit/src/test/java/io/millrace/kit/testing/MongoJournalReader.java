package io.millrace.kit.testing;

import static java.util.Objects.requireNonNull;

import com.mongodb.ConnectionString;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoCollection;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventTypes.EventType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** Reads the collection {@code journal}, in which a document is a batch of events. */
final class MongoJournalReader implements JournalReader {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String service;
    private final ConnectionString database;
    private @Nullable MongoClient client;

    MongoJournalReader(String service, String database) {
        this.service = service;
        this.database = new ConnectionString(database);
    }

    @Override
    public long events() {
        return envelopes().size();
    }

    @Override
    public List<EventEnvelope> envelopes() {
        return events(Filters.empty());
    }

    @Override
    public List<EventEnvelope> envelopes(String aggregateId) {
        return events(Filters.eq("events.aggregateId", aggregateId)).stream()
                .filter(event -> event.aggregateId().equals(aggregateId))
                .toList();
    }

    private List<EventEnvelope> events(Bson batches) {
        List<EventEnvelope> events = new ArrayList<>();
        requireNonNull(Flux.from(journal().find(batches).sort(Sorts.ascending("_id.partition", "_id.batch")))
                        .collectList()
                        .block(PATIENCE))
                .forEach(batch -> addEvents(events, batch));
        return events;
    }

    private void addEvents(List<EventEnvelope> events, Document batch) {
        int partition = batch.get("_id", Document.class).getInteger("partition");
        List<Document> stored = batch.getList("events", Document.class, List.of());
        long position = batch.getLong("head") - stored.size();
        for (Document event : stored) {
            events.add(envelope(partition, ++position, event));
        }
    }

    private EventEnvelope envelope(int partition, long position, Document event) {
        return new EventEnvelope(
                event.getString("id"),
                service,
                partition,
                position,
                event.getString("aggregateId"),
                event.getLong("version"),
                EventType.name(event.getString("type"), event.getInteger("schemaVersion")),
                event.getDate("time").toInstant(),
                event.getString("traceparent"),
                event.getString("data"));
    }

    private MongoCollection<Document> journal() {
        if (client == null) {
            client = MongoClients.create(database);
        }
        return client.getDatabase(requireNonNull(database.getDatabase())).getCollection("journal");
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
    }
}
