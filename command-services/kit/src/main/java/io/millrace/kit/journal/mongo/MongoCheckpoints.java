package io.millrace.kit.journal.mongo;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.reactivestreams.client.MongoCollection;
import io.millrace.kit.journal.SubscriptionCheckpoints;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import org.bson.Document;

/** Checkpoints as documents, one a partition of the source. */
final class MongoCheckpoints implements SubscriptionCheckpoints {

    private static final String SUBSCRIPTION = "_id.subscription";
    private static final String PARTITION = "partition";
    private static final String POSITION = "position";

    private final Calls calls;
    private final MongoCollection<Document> collection;
    private final String subscription;

    MongoCheckpoints(Connection connection, String subscription) {
        this.calls = connection.calls();
        this.collection = connection.collection("subscription_checkpoint");
        this.subscription = subscription;
    }

    @Override
    public Future<Map<Integer, Long>> load() {
        return calls.all(collection.find(Filters.eq(SUBSCRIPTION, subscription)))
                .map(found -> {
                    Map<Integer, Long> positions = new HashMap<>();
                    found.forEach(checkpoint -> positions.put(
                            checkpoint.get("_id", Document.class).getInteger(PARTITION), checkpoint.getLong(POSITION)));
                    return positions;
                });
    }

    @Override
    public Future<Void> save(int sourcePartition, long position) {
        Document id = new Document("subscription", subscription).append(PARTITION, sourcePartition);
        return calls.one(collection.updateOne(
                        Filters.eq(id), Updates.max(POSITION, position), new UpdateOptions().upsert(true)))
                .mapEmpty();
    }
}
