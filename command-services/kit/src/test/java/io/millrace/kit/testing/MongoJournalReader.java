package io.millrace.kit.testing;

import static java.util.Objects.requireNonNull;

import com.mongodb.ConnectionString;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoCollection;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** Reads the collection {@code journal}, in which a document is a batch of events. */
final class MongoJournalReader implements JournalReader {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ConnectionString database;
    private @Nullable MongoClient client;

    MongoJournalReader(String database) {
        this.database = new ConnectionString(database);
    }

    @Override
    public long events() {
        return events(Filters.empty()).count();
    }

    @Override
    public List<Entry> entries() {
        return events(Filters.empty()).map(MongoJournalReader::entry).toList();
    }

    @Override
    public List<Entry> entries(String aggregateId) {
        return events(Filters.eq("events.aggregateId", aggregateId))
                .map(MongoJournalReader::entry)
                .filter(entry -> entry.aggregateId().equals(aggregateId))
                .toList();
    }

    private Stream<Document> events(Bson batches) {
        return requireNonNull(Flux.from(journal().find(batches).sort(Sorts.ascending("_id.partition", "_id.batch")))
                        .collectList()
                        .block(PATIENCE))
                .stream()
                .flatMap(batch -> batch.getList("events", Document.class, List.of()).stream());
    }

    private static Entry entry(Document event) {
        String trace = event.getString("traceparent");
        return new Entry(
                event.getString("aggregateId"),
                event.getLong("version"),
                event.getString("type"),
                new JsonObject(event.getString("data")),
                trace == null ? null : new JsonObject().put("traceparent", trace));
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
