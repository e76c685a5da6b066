package io.millrace.kit.testing;

import io.millrace.contracts.EventEnvelope;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks into a service's journal as its operator would, whichever store it is in. Not thread-safe. */
public interface JournalReader extends AutoCloseable {

    /** Connects when first asked. */
    static JournalReader of(String service, String database) {
        return database.startsWith("mongodb")
                ? new MongoJournalReader(service, database)
                : new PostgresJournalReader(service, database);
    }

    /** What a test wants to know of an event. */
    record Entry(
            String aggregateId,
            long version,
            String type,
            JsonObject data,
            @Nullable String traceparent) {

        static Entry of(EventEnvelope event) {
            return new Entry(
                    event.aggregateId(),
                    event.aggregateVersion(),
                    event.type().substring(0, event.type().indexOf('.')),
                    new JsonObject(event.data()),
                    event.traceparent());
        }
    }

    /** How many events there are. */
    long events();

    /** Everything, each partition in order. */
    List<EventEnvelope> envelopes();

    /** The history of one aggregate. */
    List<EventEnvelope> envelopes(String aggregateId);

    /** Everything, each partition in order. */
    default List<Entry> entries() {
        return envelopes().stream().map(Entry::of).toList();
    }

    /** The history of one aggregate. */
    default List<Entry> entries(String aggregateId) {
        return envelopes(aggregateId).stream().map(Entry::of).toList();
    }

    /** The types of the events of one aggregate. */
    default List<String> types(String aggregateId) {
        return entries(aggregateId).stream().map(Entry::type).toList();
    }

    @Override
    void close();
}
