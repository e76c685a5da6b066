package io.millrace.kit.journal.mongo;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import org.bson.Document;

/**
 * A service's database: what is written is on the disks of a majority, what is read was, and every wait has a bound.
 * Thread-safe.
 */
final class Connection {

    private static final int CONNECT_SECONDS = 2;
    private static final int ANSWER_SECONDS = 5;
    private static final int MAJORITY_SECONDS = 4;
    private static final int IDLE_SECONDS = 60;
    private static final int CONNECTIONS = 32;

    private final MongoClient client;
    private final MongoDatabase database;
    private final Calls calls;

    Connection(MongoClient client, MongoDatabase database, Calls calls) {
        this.client = client;
        this.database = database;
        this.calls = calls;
    }

    /** Connects when first asked. Blocking, for it loads the driver. */
    static Connection open(Calls calls, String source, String uri) {
        ConnectionString address = new ConnectionString(uri);
        MongoClient client = MongoClients.create(settings(source, address));
        return new Connection(client, database(client, source, address), calls);
    }

    static MongoDatabase database(MongoClient client, String source, ConnectionString address) {
        return client.getDatabase(address.getDatabase() == null ? source : address.getDatabase())
                .withReadPreference(ReadPreference.primary())
                .withReadConcern(ReadConcern.MAJORITY)
                .withWriteConcern(
                        WriteConcern.MAJORITY.withJournal(true).withWTimeout(MAJORITY_SECONDS, TimeUnit.SECONDS));
    }

    static MongoClientSettings settings(String source, ConnectionString address) {
        return MongoClientSettings.builder()
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(CONNECT_SECONDS, TimeUnit.SECONDS))
                .applyToSocketSettings(socket -> socket.connectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                        .readTimeout(ANSWER_SECONDS, TimeUnit.SECONDS))
                .applyToConnectionPoolSettings(pool -> pool.maxSize(CONNECTIONS)
                        .maxWaitTime(CONNECT_SECONDS, TimeUnit.SECONDS)
                        .maxConnectionIdleTime(IDLE_SECONDS, TimeUnit.SECONDS))
                .applyConnectionString(address)
                .applicationName("millrace-" + source)
                .build();
    }

    Calls calls() {
        return calls;
    }

    MongoCollection<Document> collection(String name) {
        return database.getCollection(name);
    }

    Future<Void> ping() {
        return calls.one(database.runCommand(new Document("ping", 1)))
                .timeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                .mapEmpty();
    }

    /** Off the event loop: it waits for the driver's threads. */
    Future<Void> close() {
        return calls.vertx()
                .executeBlocking(
                        () -> {
                            client.close();
                            return null;
                        },
                        false)
                .mapEmpty();
    }
}
