package io.millrace.loadtest;

import static java.util.Objects.requireNonNull;

import com.github.f4b6a3.uuid.UuidCreator;
import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.WriteConcern;
import com.mongodb.client.result.InsertOneResult;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoCollection;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.Document;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** The least that a service without lanes would do: one document a command, durable before the answer. */
final class MongoInserts implements AutoCloseable {

    private final Vertx vertx;
    private final MongoClient client;
    private final MongoCollection<Document> collection;
    private final String payload;
    private final AtomicLong commits = new AtomicLong();

    MongoInserts(Vertx vertx, String uri, int callers, String payload) {
        this.vertx = vertx;
        ConnectionString address = new ConnectionString(uri);
        this.client = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(address)
                .applyToConnectionPoolSettings(pool -> pool.maxSize(callers))
                .build());
        this.collection = client.getDatabase(requireNonNull(address.getDatabase()))
                .getCollection("account")
                .withWriteConcern(WriteConcern.MAJORITY.withJournal(true));
        this.payload = payload;
    }

    Measured run(int callers, int seconds) throws InterruptedException {
        return ClosedLoop.run(vertx, callers, seconds, () -> 0, commits::get, this::insert);
    }

    private Future<?> insert() {
        commits.incrementAndGet();
        Promise<InsertOneResult> done = Promise.promise();
        collection.insertOne(document()).subscribe(new Subscriber<>() {
            @Override
            public void onSubscribe(Subscription begun) {
                begun.request(1);
            }

            @Override
            public void onNext(InsertOneResult result) {
                done.complete(result);
            }

            @Override
            public void onError(Throwable failure) {
                done.fail(failure);
            }

            @Override
            public void onComplete() {
                // told with the result
            }
        });
        return done.future();
    }

    private Document document() {
        return new Document("_id", UuidCreator.getTimeOrderedEpoch().toString())
                .append("version", 1L)
                .append("status", "ACTIVE")
                .append("payload", payload)
                .append("quantity", 0L);
    }

    @Override
    public void close() {
        client.close();
    }
}
