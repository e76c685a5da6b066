package io.millrace.kit.journal.mongo;

import org.bson.RawBsonDocument;

/** A state that is about to be written, in its final form. */
record StateWrite(String id, long version, boolean created, RawBsonDocument document) {}
