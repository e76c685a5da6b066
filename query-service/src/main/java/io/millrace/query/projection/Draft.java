package io.millrace.query.projection;

import static java.util.Objects.requireNonNull;

import io.millrace.contracts.ConsistencyToken;
import io.millrace.contracts.EventEnvelope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One document while a batch is folded. From the first function that throws on, everything for it is parked, and it stays as
 * it was. Not thread-safe.
 */
final class Draft {

    private final String set;
    private final StoredDocument stored;
    private final boolean resubmitted;
    private final boolean moreParked;
    private final Map<String, Long> applied;
    private final Map<String, Long> joined;
    private final List<EventEnvelope> folded = new ArrayList<>();
    private final List<DeadLetter> letters = new ArrayList<>();
    private Document document;
    private long parked;
    private @Nullable EventEnvelope last;
    private boolean skipped;
    private boolean overtaken;

    private Draft(DocumentSet set, StoredDocument stored, boolean resubmitted, boolean moreParked) {
        this.set = set.name();
        this.stored = stored;
        this.resubmitted = resubmitted;
        this.moreParked = moreParked;
        this.applied = new HashMap<>(stored.applied());
        this.joined = new HashMap<>(stored.joined());
        this.document = stored.document();
        this.parked = resubmitted ? 0 : stored.parked();
    }

    Draft(DocumentSet set, StoredDocument stored) {
        this(set, stored, false, false);
    }

    /**
     * One whose dead letters are tried again. It is written in any case: nobody may have parked anything meanwhile.
     *
     * @param moreParked whether these are not all of its letters, so that it stays parked
     */
    static Draft resubmitted(DocumentSet set, StoredDocument stored, boolean moreParked) {
        return new Draft(set, stored, true, moreParked);
    }

    Document document() {
        return document;
    }

    /** Whether an event of the batch concerns it, be it new to the document or not. */
    boolean touched() {
        return last != null;
    }

    /** The last event of the batch that concerns it. */
    @Nullable
    EventEnvelope last() {
        return last;
    }

    /** Whether something for it is parked, since before or just now. */
    boolean parked() {
        return parked > 0;
    }

    /** What was parked for it just now. */
    List<DeadLetter> letters() {
        return letters;
    }

    /** Whether it had an event of the batch already. */
    boolean skipped() {
        return skipped;
    }

    /** Whether it holds events of a partition that come after one of the batch. */
    boolean overtaken() {
        return overtaken;
    }

    /** Folds an event unless the document has it already. */
    void fold(EventEnvelope event, UnaryOperator<Document> fold) {
        last = event;
        String partition = ConsistencyToken.key(event.source(), event.partition());
        long holds = applied.getOrDefault(partition, 0L);
        if (holds >= event.position()) {
            skipped = true;
            overtaken |= holds > event.position();
        } else if (parked()) {
            park(DeadLetter.following(event, key()));
        } else {
            try {
                document = requireNonNull(fold.apply(document), "a fold returned null");
                applied.put(partition, event.position());
                folded.add(event);
            } catch (RuntimeException e) {
                park(DeadLetter.of(event, key(), e));
            }
        }
    }

    /**
     * Takes over a reference's data, unless it shows a later state of the reference already.
     *
     * @param cause the event to park should the function throw, if none of this document's own has led here
     */
    void takeOver(
            String reference, long referenceRev, @Nullable EventEnvelope cause, UnaryOperator<Document> takeOver) {
        if (joined.getOrDefault(reference, 0L) > referenceRev) {
            return;
        }
        if (parked()) {
            parked++; // whoever is about to resubmit it may have read the reference before it changed
            return;
        }
        try {
            document = requireNonNull(takeOver.apply(document), "a join returned null");
            joined.put(reference, referenceRev);
        } catch (RuntimeException e) {
            parkAll(cause, e);
        }
    }

    /** As if nothing of the batch had been folded: what a document shows of a reference is a part of it. */
    private void parkAll(@Nullable EventEnvelope cause, RuntimeException failure) {
        document = stored.document();
        applied.clear();
        applied.putAll(stored.applied());
        joined.clear();
        joined.putAll(stored.joined());
        if (folded.isEmpty()) {
            park(DeadLetter.ofJoin(requireNonNull(last == null ? cause : last), key(), stored.rev(), failure));
        } else {
            park(DeadLetter.of(folded.get(0), key(), failure));
            folded.stream().skip(1).forEach(event -> park(DeadLetter.following(event, key())));
        }
        folded.clear();
    }

    private void park(DeadLetter letter) {
        parked = Math.max(parked, stored.parked()) + 1;
        letters.add(letter);
    }

    /**
     * Whether it may lack data of references that did not change in this batch: it names other ones than before, or was
     * folded already by a batch whose end is unknown, or did not follow them while it was parked.
     */
    boolean joinsAnew(String field) {
        return skipped
                || resubmitted
                || !document.texts(field).equals(stored.document().texts(field));
    }

    boolean changed() {
        return (document.exists() || parked() || stored.rev() > 0)
                && (resubmitted || !next(stored.rev()).equals(stored));
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
        long waiting = moreParked ? Math.max(parked, stored.parked()) : parked;
        return new StoredDocument(document, rev, Map.copyOf(applied), Map.copyOf(joined), waiting);
    }

    private DocumentKey key() {
        return new DocumentKey(set, stored.id());
    }
}
