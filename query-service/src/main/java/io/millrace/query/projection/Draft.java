package io.millrace.query.projection;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** One document while a batch is folded. Not thread-safe. */
final class Draft {

    private final StoredDocument stored;
    private final Map<String, Long> applied;
    private final Map<String, Long> joined;
    private Document document;
    private boolean touched;
    private boolean skipped;

    Draft(StoredDocument stored) {
        this.stored = stored;
        this.applied = new HashMap<>(stored.applied());
        this.joined = new HashMap<>(stored.joined());
        this.document = stored.document();
    }

    Document document() {
        return document;
    }

    /** Whether an event of the batch concerns it, be it new to the document or not. */
    boolean touched() {
        return touched;
    }

    /** Folds an event unless the document has it already; tells whether it did. */
    boolean fold(String partition, long position, UnaryOperator<Document> fold) {
        touched = true;
        if (applied.getOrDefault(partition, 0L) >= position) {
            skipped = true;
            return false;
        }
        document = fold.apply(document);
        applied.put(partition, position);
        return true;
    }

    /** Takes over a reference's data, unless it shows a later state of the reference already. */
    void takeOver(String reference, long referenceRev, UnaryOperator<Document> takeOver) {
        if (joined.getOrDefault(reference, 0L) <= referenceRev) {
            document = takeOver.apply(document);
            joined.put(reference, referenceRev);
        }
    }

    /**
     * Whether it may lack data of references that did not change in this batch: it names other ones than before, or was
     * folded already by a batch whose end is unknown.
     */
    boolean joinsAnew(String field) {
        return skipped || !document.texts(field).equals(stored.document().texts(field));
    }

    boolean changed() {
        return document.exists() && !next(stored.rev()).equals(stored);
    }

    /** The {@code rev} of what it holds. */
    long rev() {
        return changed() ? stored.rev() + 1 : stored.rev();
    }

    /** What is to be written. */
    StoredDocument next() {
        return next(stored.rev() + 1);
    }

    private StoredDocument next(long rev) {
        return new StoredDocument(document, rev, Map.copyOf(applied), Map.copyOf(joined));
    }
}
