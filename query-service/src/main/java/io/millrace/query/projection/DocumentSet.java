package io.millrace.query.projection;

import java.util.ArrayList;
import java.util.List;

/**
 * A set of documents that a projection keeps, and the indexes its queries need. An index is a list of fields, in order; a
 * leading {@code -} makes one descending, {@code id} is the document's id.
 *
 * @param name letters and digits; unique within the projection
 * @param groups fields that hold one text each, by which documents can be followed together
 */
public record DocumentSet(String name, List<List<String>> indexes, List<String> groups) {

    public DocumentSet {
        indexes = List.copyOf(indexes);
        groups = List.copyOf(groups);
    }

    public static DocumentSet named(String name) {
        return new DocumentSet(name, List.of(), List.of());
    }

    /** Lets clients follow all documents with the same value in a field, beside each document. */
    public DocumentSet followedBy(String field) {
        List<String> more = new ArrayList<>(groups);
        more.add(field);
        return new DocumentSet(name, indexes, more);
    }

    public DocumentSet index(String... fields) {
        List<List<String>> more = new ArrayList<>(indexes);
        more.add(List.of(fields));
        return new DocumentSet(name, more, groups);
    }
}
