package io.millrace.kit.journal.mongo;

import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.WriteModel;
import com.mongodb.reactivestreams.client.MongoCollection;
import io.millrace.kit.journal.Versioned;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.RawBsonDocument;

/**
 * The documents that hold the states. They follow from the journal: writing one is guarded by its version, so that it may
 * be done twice and by anybody. Thread-safe.
 */
final class States<S> {

    private static final String ID = "_id";
    private static final String VERSION = "version";
    private static final String POSITION = "position";
    private static final List<String> OWN = List.of(ID, VERSION, POSITION);
    private static final ReplaceOptions UPSERT = new ReplaceOptions().upsert(true);
    private static final ReplaceOptions WHERE_IT_IS = new ReplaceOptions();
    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);

    private final StateDocuments<S> form;
    private final Calls calls;
    private final MongoCollection<Document> collection;

    States(StateDocuments<S> form, Connection connection) {
        this.form = form;
        this.calls = connection.calls();
        this.collection = connection.collection(form.collection());
    }

    /** Those that exist. */
    Future<Map<String, StoredState<S>>> load(Collection<String> ids) {
        if (ids.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        return calls.all(collection.find(Filters.in(ID, ids))).map(found -> {
            Map<String, StoredState<S>> states = new HashMap<>();
            for (Document document : found) {
                String id = document.getString(ID);
                long version = document.getLong(VERSION);
                long position = document.getLong(POSITION);
                OWN.forEach(document::remove);
                S state = form.read().apply(FieldNames.unescape(document));
                states.put(id, new StoredState<>(new Versioned<>(state, version), position));
            }
            return states;
        });
    }

    /** The versions of those that exist. */
    Future<Map<String, Long>> versions(Collection<String> ids) {
        if (ids.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        return calls.all(collection.find(Filters.in(ID, ids)).projection(Projections.include(VERSION)))
                .map(found -> {
                    Map<String, Long> versions = new HashMap<>();
                    found.forEach(document -> versions.put(document.getString(ID), document.getLong(VERSION)));
                    return versions;
                });
    }

    /**
     * The final form of a state.
     *
     * @param created whether the aggregate began with the batch
     * @param position of the last event in it
     */
    StateWrite form(String id, Versioned<S> state, boolean created, long position) {
        RawBsonDocument document = Encoding.write(form.collection() + "_document_size", writer -> {
            writer.writeString(ID, id);
            writer.writeInt64(VERSION, state.version());
            writer.writeInt64(POSITION, position);
            Encoding.writeFields(writer, form.write().apply(state.state()));
        });
        return new StateWrite(id, state.version(), created, document);
    }

    /** Writes those that are newer than what is there. */
    Future<Void> write(Collection<StateWrite> states) {
        List<StateWrite> all = List.copyOf(states);
        return bulk(all.stream().map(States::guarded).toList()).recover(failure -> {
            if (!Failures.allThere(failure)) {
                return Future.failedFuture(failure);
            }
            return bulk(Failures.duplicates(failure).stream()
                    .map(all::get)
                    .map(state -> replacing(state, WHERE_IT_IS))
                    .toList());
        });
    }

    private Future<Void> bulk(List<WriteModel<RawBsonDocument>> writes) {
        return writes.isEmpty()
                ? Future.succeededFuture()
                : calls.one(collection.withDocumentClass(RawBsonDocument.class).bulkWrite(writes, UNORDERED))
                        .mapEmpty();
    }

    /** A duplicate key when there is a newer version, or when somebody writes an older one at the same moment. */
    private static WriteModel<RawBsonDocument> guarded(StateWrite state) {
        return state.created() ? new InsertOneModel<>(state.document()) : replacing(state, UPSERT);
    }

    private static WriteModel<RawBsonDocument> replacing(StateWrite state, ReplaceOptions how) {
        return new ReplaceOneModel<>(
                Filters.and(Filters.eq(ID, state.id()), Filters.lt(VERSION, state.version())), state.document(), how);
    }
}
