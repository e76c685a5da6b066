package io.millrace.kit.membership;

import com.mongodb.ConnectionString;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoCollection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Looks into a MongoDB database as its operator would. Blocking. */
public final class Mongo implements AutoCloseable {

    private static final int SECONDS = 10;

    private final MongoClient client;
    private final String database;

    private Mongo(ConnectionString uri) {
        this.client = MongoClients.create(uri);
        this.database = Objects.requireNonNull(uri.getDatabase());
    }

    public static Mongo connect(String uri) {
        return new Mongo(new ConnectionString(uri));
    }

    public MongoCollection<Document> collection(String name) {
        return client.getDatabase(database).getCollection(name);
    }

    /** Its one answer. */
    public <T> T one(Publisher<T> publisher) {
        return all(publisher).get(0);
    }

    /** Everything that it brings. */
    public <T> List<T> all(Publisher<T> publisher) {
        CompletableFuture<List<T>> done = new CompletableFuture<>();
        publisher.subscribe(new Subscriber<>() {
            private final List<T> rows = new ArrayList<>();

            @Override
            public void onSubscribe(Subscription begun) {
                begun.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(T row) {
                rows.add(row);
            }

            @Override
            public void onError(Throwable failure) {
                done.completeExceptionally(failure);
            }

            @Override
            public void onComplete() {
                done.complete(rows);
            }
        });
        return done.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        client.close();
    }
}
