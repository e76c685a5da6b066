package io.millrace.query.projection;

import java.util.function.BinaryOperator;

/**
 * Documents that show data of others in the same projection. Whenever a referrer comes to name a reference, or a reference
 * changes, the data is taken over anew from the reference as it then is; so the outcome does not depend on which came first.
 *
 * @param field the referrers' field that holds the id of a reference, or a list of ids
 * @param takeOver makes the referrer show what the reference holds: (referrer, reference) → referrer; pure
 */
record Join(DocumentSet referrers, String field, DocumentSet references, BinaryOperator<Document> takeOver) {}
