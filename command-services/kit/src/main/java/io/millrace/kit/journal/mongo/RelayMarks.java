package io.millrace.kit.journal.mongo;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import com.mongodb.reactivestreams.client.MongoCollection;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.Document;

/** Up to where the broker has confirmed each partition. Moves forward only, and under no term but the latest. Thread-safe. */
final class RelayMarks {

    private static final String PUBLISHED = "published";
    private static final String TERM = "term";

    private final Calls calls;
    private final MongoCollection<Document> collection;

    RelayMarks(Connection connection) {
        this.calls = connection.calls();
        this.collection = connection.collection("relay_mark");
    }

    /** Makes a partition known; another process may be doing the same. */
    Future<Void> create(int partition) {
        return calls.one(collection.insertOne(
                        new Document("_id", partition).append(PUBLISHED, 0L).append(TERM, 0L)))
                .<Void>mapEmpty()
                .recover(failure ->
                        Failures.duplicate(failure) ? Future.succeededFuture() : Future.failedFuture(failure));
    }

    Future<Map<Integer, Long>> load() {
        return calls.all(collection.find()).map(found -> {
            Map<Integer, Long> marks = new TreeMap<>();
            found.forEach(mark -> marks.put(mark.getInteger("_id"), mark.getLong(PUBLISHED)));
            return marks;
        });
    }

    /** From now on nobody whose term is an earlier one moves a mark. */
    Future<Void> begin(long term) {
        return calls.one(collection.updateMany(Filters.lt(TERM, term), Updates.set(TERM, term)))
                .mapEmpty();
    }

    Future<Void> move(Map<Integer, Long> positions, long term) {
        List<UpdateOneModel<Document>> moves = new ArrayList<>();
        positions.forEach((partition, position) -> moves.add(new UpdateOneModel<>(
                Filters.and(Filters.eq(partition), Filters.lte(TERM, term), Filters.lt(PUBLISHED, position)),
                Updates.set(PUBLISHED, position))));
        return moves.isEmpty()
                ? Future.succeededFuture()
                : calls.one(collection.bulkWrite(moves)).mapEmpty();
    }
}
