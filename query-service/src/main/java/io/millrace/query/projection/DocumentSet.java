package io.millrace.query.projection;

import java.util.ArrayList;
import java.util.List;

/**
 * A set of documents that a projection keeps, and the indexes its queries need. An index is a list of fields, in order; a
 * leading {@code -} makes one descending, {@code id} is the document's id.
 *
 * @param name letters and digits; unique within the projection
 */
public record DocumentSet(String name, List<List<String>> indexes) {

    public DocumentSet {
        indexes = List.copyOf(indexes);
    }

    public static DocumentSet named(String name) {
        return new DocumentSet(name, List.of());
    }

    public DocumentSet index(String... fields) {
        List<List<String>> more = new ArrayList<>(indexes);
        more.add(List.of(fields));
        return new DocumentSet(name, more);
    }
}
