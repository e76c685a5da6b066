package io.millrace.embedded.junit;

import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Accounts of a MongoDB server in a container. */
final class MongoAccounts {
    /** The server may still be starting. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private MongoAccounts() {}

    /** An account that may read and write the database of its name, where it is kept, and nothing else. */
    static void create(String administratorUri, String name, String password) {
        Document role = new Document("role", "readWrite").append("db", name);
        Document command =
                new Document("createUser", name).append("pwd", password).append("roles", List.of(role));
        try (MongoClient client = MongoClients.create(administratorUri)) {
            done(client.getDatabase(name).runCommand(command));
        }
    }

    private static void done(Publisher<?> command) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        command.subscribe(new Subscriber<Object>() {
            @Override
            public void onSubscribe(Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(Object reply) {
                // that there is one is enough
            }

            @Override
            public void onError(Throwable failure) {
                done.completeExceptionally(failure);
            }

            @Override
            public void onComplete() {
                done.complete(null);
            }
        });
        done.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }
}
