package io.millrace.kit.journal.mongo;

import static java.util.Objects.requireNonNull;

import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * What a batch wants to be the only one to have. The journal is the truth about it: the claim counts if the batch with this
 * number has this id.
 *
 * @param document the claim as it is stored, with the fields of {@link #claimed}
 */
record Claim(Document document) {

    static final String ID = "_id";
    static final String CLAIM = "claim";
    static final String BATCH = "batch";
    static final String PARTITION = "partition";

    /** Begins a claim's document. */
    static Document claimed(Object id, BatchNumber number, ObjectId batch) {
        return new Document(ID, id)
                .append(CLAIM, batch)
                .append(PARTITION, number.partition())
                .append(BATCH, number.batch());
    }

    Object id() {
        return requireNonNull(document.get(ID));
    }

    /** The id of the claiming batch. */
    ObjectId batch() {
        return document.getObjectId(CLAIM);
    }

    BatchNumber number() {
        return new BatchNumber(document.getInteger(PARTITION), document.getLong(BATCH));
    }
}
