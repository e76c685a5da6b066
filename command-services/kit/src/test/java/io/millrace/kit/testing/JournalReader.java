package io.millrace.kit.testing;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks into a service's journal as its operator would, whichever store it is in. Not thread-safe. */
public interface JournalReader extends AutoCloseable {

    /** Connects when first asked. */
    static JournalReader of(String database) {
        return database.startsWith("mongodb") ? new MongoJournalReader(database) : new PostgresJournalReader(database);
    }

    /** What stands in the journal about one event. */
    record Entry(
            String aggregateId,
            long version,
            String type,
            JsonObject data,
            @Nullable JsonObject metadata) {}

    /** How many events there are. */
    long events();

    /** Everything, each partition in order. */
    List<Entry> entries();

    /** The history of one aggregate. */
    List<Entry> entries(String aggregateId);

    /** The types of the events of one aggregate. */
    default List<String> types(String aggregateId) {
        return entries(aggregateId).stream().map(Entry::type).toList();
    }

    @Override
    void close();
}
