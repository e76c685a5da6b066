package io.millrace.kit.journal.mongo;

import org.bson.Document;

/** Which batch of a partition: dense, from 1, in the order of the commits. The id of its document in the journal. */
record BatchNumber(int partition, long batch) {

    static BatchNumber read(Document id) {
        return new BatchNumber(id.getInteger("partition"), id.getLong("batch"));
    }

    Document document() {
        return new Document("partition", partition).append("batch", batch);
    }

    BatchNumber plus(long batches) {
        return new BatchNumber(partition, batch + batches);
    }
}
