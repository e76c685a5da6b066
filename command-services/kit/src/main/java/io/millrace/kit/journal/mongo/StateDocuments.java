package io.millrace.kit.journal.mongo;

import java.util.function.Function;
import org.bson.Document;

/**
 * The documents that hold a service's states in readable fields. {@code _id}, {@code version} and {@code position} are the
 * store's; the rest is the service's own affair. Names of nested fields may be any text: what MongoDB cannot take is
 * escaped on the way in and back on the way out.
 *
 * @param write the fields of a state. Called before the commit: when it throws, such as a {@code ConstraintViolation},
 *     nothing is written and its command alone fails
 * @param read the state of a document that has the fields
 */
public record StateDocuments<S>(String collection, Function<S, Document> write, Function<Document, S> read) {}
