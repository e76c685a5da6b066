package io.millrace.embedded.mongo;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import java.util.List;

/** Remembers documents that limit what an index can be used for; errs on the side of not using it. */
final class Coverage {
    private final boolean sparse;
    private boolean arrays;
    private boolean omissions;

    Coverage(boolean sparse) {
        this.sparse = sparse;
    }

    void saw(Document document, List<String> fields, int keys) {
        arrays |= fields.stream()
                .anyMatch(field -> Utils.getSubdocumentValueCollectionAware(document, field) instanceof Collection);
        omissions |= keys == 0 && !sparse;
    }

    /** Some document has an array at a key: one document has several keys, so order and ranges mislead. */
    boolean arrays() {
        return arrays;
    }

    /** Some document has no key at all though it may match: the index must not be used. */
    boolean omissions() {
        return omissions;
    }

    /** Documents without any of the fields are left out on purpose. */
    boolean sparse() {
        return sparse;
    }
}
