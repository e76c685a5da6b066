package io.millrace.kit.journal.mongo;

import org.bson.RawBsonDocument;

/** A state that is about to be written, in its final form. */
record StateWrite(String id, long version, boolean created, RawBsonDocument document) {

    /** A later state of the same aggregate in place of this one. */
    StateWrite followedBy(StateWrite later) {
        return new StateWrite(id, later.version, created, later.document);
    }
}
