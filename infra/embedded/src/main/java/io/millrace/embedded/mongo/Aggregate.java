package io.millrace.embedded.mongo;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.QueryParameters;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One aggregation, its first {@code $match} answered like a query so that it can use an index. */
final class Aggregate {
    /** Stages known to leave their input as it was; documents are copied before any other, which may write into them. */
    private static final Set<String> READING =
            Set.of("$match", "$sort", "$skip", "$limit", "$group", "$count", "$project", "$unwind", "$sortByCount");

    private final MongoDatabase database;
    private final MongoCollection<Object> collection;
    private final Document command;
    private final List<Document> pipeline;

    Aggregate(MongoDatabase database, MongoCollection<Object> collection, Document command) {
        this.database = database;
        this.collection = collection;
        this.command = command;
        this.pipeline = Aggregation.parse(command.get("pipeline"));
    }

    Document answer(DatabaseResolver databases, Oplog oplog) {
        if (!pipeline.isEmpty() && pipeline.get(0).get("$match") instanceof Document match) {
            return answer(match, pipeline.subList(1, pipeline.size()), databases, oplog);
        }
        return answer(new Document(), pipeline, databases, oplog);
    }

    private Document answer(Document match, List<Document> rest, DatabaseResolver databases, Oplog oplog) {
        Aggregation aggregation = Aggregation.fromPipeline(rest, databases, database, collection, oplog);
        if (command.containsKey("cursor")) {
            command.put("cursor", new Document()); // the answer comes in one batch
        }
        aggregation.validate(command);
        return oneBatch(aggregation.runStages(matching(match)));
    }

    private Document oneBatch(List<Document> results) {
        Document cursor = new Document("id", 0L).append("ns", collection.getFullName());
        Document reply = new Document("cursor", cursor.append("firstBatch", results));
        Utils.markOkay(reply);
        return reply;
    }

    private Stream<Document> matching(Document match) {
        QueryParameters query = new QueryParameters(new Document("$query", match), 0, 0);
        Stream<Document> found =
                StreamSupport.stream(collection.handleQuery(query).spliterator(), false);
        boolean reading = pipeline.stream().allMatch(stage -> READING.containsAll(stage.keySet()));
        return reading ? found : found.map(Document::cloneDeeply);
    }
}
