package io.millrace.query.projection;

import java.util.Map;

/**
 * A document with the engine's bookkeeping.
 *
 * @param rev how often it was written, from 1; 0 is not stored yet
 * @param applied per partition, such as {@code orders/2}, the position of the last event folded into the document
 * @param joined per reference, such as {@code customers/<id>}, the {@code rev} at which its data was taken over
 * @param parked more than 0 while events for it are dead letters; grows with each one that is added, and when something it
 *     refers to changes, so that whoever resubmits it notices
 */
record StoredDocument(Document document, long rev, Map<String, Long> applied, Map<String, Long> joined, long parked) {

    StoredDocument(Document document, long rev, Map<String, Long> applied, Map<String, Long> joined) {
        this(document, rev, applied, joined, 0);
    }

    static StoredDocument absent(String id) {
        return new StoredDocument(Document.absent(id), 0, Map.of(), Map.of());
    }

    String id() {
        return document.id();
    }

    /** Whether it is stored only because events for it are parked. */
    boolean placeholder() {
        return !document.exists();
    }
}
