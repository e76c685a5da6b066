package io.millrace.kit.journal.mongo;

import io.millrace.contracts.Event;
import io.millrace.contracts.EventTypes;
import io.millrace.kit.decider.Decider;
import io.millrace.kit.journal.StoreDefinition;
import io.millrace.kit.journal.StoreOptions;
import io.millrace.kit.journal.StoreSetting;
import io.millrace.kit.journal.WriteStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CompletionException;

/**
 * States in documents of MongoDB. No transactions: the insert of a batch's document into the journal is its commit; the
 * states follow from the journal, and what must be unique is claimed before. Needs no more than single documents'
 * atomicity, so any server of the protocol will do; on a replica set everything is written to a majority.
 */
public final class MongoStore<C, S, E extends Event> implements StoreDefinition<C, S, E> {

    public static final StoreSetting SETTING = new StoreSetting(
            "MILLRACE_MONGO_URI",
            "the service's own database, mongodb://user:password@host:port/database",
            List.of("mongodb", "mongodb+srv"));

    private final StateDocuments<S> documents;
    private final List<UniqueRule<S>> rules;

    private MongoStore(StateDocuments<S> documents, List<UniqueRule<S>> rules) {
        this.documents = documents;
        this.rules = List.copyOf(rules);
    }

    /** @param rules what must be unique among all states */
    public static <C, S, E extends Event> MongoStore<C, S, E> of(
            StateDocuments<S> documents, List<UniqueRule<S>> rules) {
        return new MongoStore<>(documents, rules);
    }

    @Override
    public Future<WriteStore<C, S, E>> open(
            Vertx vertx, String source, Decider<C, S, E> decider, StoreOptions options) {
        return vertx.executeBlocking(() -> prepare(vertx, source, decider, options), false)
                .compose(ready -> ready.opening()
                        .open(ready.partitions())
                        .recover(failure ->
                                ready.connection().close().transform(closed -> Future.failedFuture(failure))));
    }

    private record Ready<C, S, E extends Event>(Connection connection, Opening<C, S, E> opening, int partitions) {}

    /** Also loads what writes events as JSON, which takes longer than an event loop has. */
    private Ready<C, S, E> prepare(Vertx vertx, String source, Decider<C, S, E> decider, StoreOptions options) {
        EventTypes.all().forEach(type -> EventTypes.of(type.eventClass()));
        Connection connection = Connection.open(new Calls(vertx), source, options.uri());
        try {
            Opening<C, S, E> opening = new Opening<>(source, connection, decider, documents, rules);
            return new Ready<>(connection, opening, opening.prepare(options.partitions()));
        } catch (CompletionException e) {
            connection.close();
            throw new IllegalStateException(
                    "cannot open the database of " + source + ": " + e.getMessage(), e.getCause());
        }
    }
}
