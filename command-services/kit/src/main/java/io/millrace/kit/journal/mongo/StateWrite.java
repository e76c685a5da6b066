package io.millrace.kit.journal.mongo;

import org.bson.RawBsonDocument;

/**
 * A state that is about to be written, in its final form.
 *
 * @param created whether the aggregate is not known to have had a state before
 */
record StateWrite(String id, long version, boolean created, RawBsonDocument document) {

    /** A later one, in place of this. Somebody else may have written this one meanwhile. */
    StateWrite replacedBy(StateWrite later) {
        return new StateWrite(id, later.version, false, later.document);
    }
}
