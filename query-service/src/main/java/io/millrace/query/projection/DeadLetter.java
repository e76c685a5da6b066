package io.millrace.query.projection;

import static java.util.Objects.requireNonNull;

import io.millrace.contracts.ConsistencyToken;
import io.millrace.contracts.EventEnvelope;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event that one document has not taken in, and why not: a function of the projection threw, or the document waits for an
 * earlier event that is a dead letter.
 *
 * @param event as its owner has it
 * @param document the one that lacks it; null when the projection could not even tell which documents it touches
 * @param step what did not work: {@code message@} and a digest, for a message that could not be read at all, in which case
 *     the event is no more than its text and where it came from; {@code fold}, or {@code join@} and the document's {@code rev}, for a document that could
 *     not take over data it refers to; the event is then the one that led there
 * @param error what was thrown and where; for an event that merely follows another one, which it follows
 * @param follows whether it only waits behind another dead letter of the document
 * @param parkedAt when it was first set aside
 */
public record DeadLetter(
        EventEnvelope event,
        @Nullable DocumentKey document,
        String step,
        String error,
        boolean follows,
        Instant parkedAt) {

    private static final String MESSAGE = "message@";
    private static final String FOLD = "fold";
    private static final char SEPARATOR = '\u0001';
    private static final String OWN_CODE = "io.millrace.";
    private static final Set<String> CALLERS = Set.of(Draft.class.getName(), Batch.class.getName());

    static DeadLetter of(EventEnvelope event, @Nullable DocumentKey document, Throwable failure) {
        return new DeadLetter(event, document, FOLD, described(failure), false, Instant.now());
    }

    static DeadLetter ofJoin(EventEnvelope event, DocumentKey document, long rev, Throwable failure) {
        return new DeadLetter(event, document, "join@" + rev, described(failure), false, Instant.now());
    }

    /** A message of a source that cannot be read. */
    static DeadLetter ofMessage(String source, String text, String error) {
        String digest =
                UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
        Instant now = Instant.now();
        EventEnvelope nothing = new EventEnvelope(digest, source, 0, 0, "", 0, "", now, null, text);
        return new DeadLetter(nothing, null, MESSAGE + digest, error, false, now);
    }

    /** Whether the document lacks the event itself, rather than something that it refers to. */
    boolean ofFold() {
        return step.equals(FOLD);
    }

    /** Whether it is a message that could not be read. What was in it is in the owner's journal, if it was an event. */
    public boolean unreadable() {
        return step.startsWith(MESSAGE);
    }

    static DeadLetter following(EventEnvelope event, DocumentKey document) {
        return new DeadLetter(
                event,
                document,
                FOLD,
                "waits for an earlier event of " + document + " that is parked",
                true,
                Instant.now());
    }

    /** Always the same for an event, a document and a step, so that nothing is parked twice. */
    public String id() {
        return UUID.nameUUIDFromBytes(sortKey().getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /**
     * Sorts letters by document and, within one, by partition and position; those without a document come first. Texts with
     * the separator in them would sort elsewhere, but no letter would be lost.
     */
    public String sortKey() {
        return documentKey(document)
                + partition()
                + SEPARATOR
                + String.format(Locale.ROOT, "%019d", event.position())
                + SEPARATOR
                + step;
    }

    /** What the sort keys of all of a document's letters begin with. */
    static String documentKey(@Nullable DocumentKey document) {
        return document == null ? "" : document.set() + SEPARATOR + document.id() + SEPARATOR;
    }

    /** Sorts behind whatever begins with this. */
    static String endOf(String beginning) {
        return beginning + '\uffff';
    }

    /** Such as {@code orders/2}. */
    public String partition() {
        return ConsistencyToken.key(event.source(), event.partition());
    }

    /** @throws NullPointerException if the document is not known */
    DocumentKey requireDocument() {
        return requireNonNull(document, "document");
    }

    /** With the innermost place in the projection's own code, which is what its author looks for. */
    private static String described(Throwable failure) {
        return Arrays.stream(failure.getStackTrace())
                .takeWhile(frame -> !CALLERS.contains(frame.getClassName()))
                .filter(frame -> !frame.getClassName().equals(Document.class.getName()))
                .filter(frame -> frame.getClassName().startsWith(OWN_CODE))
                .findFirst()
                .map(frame -> failure + " at " + frame)
                .orElseGet(failure::toString);
    }
}
