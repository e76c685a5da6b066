package io.millrace.query.projection;

import io.vertx.core.Future;
import java.util.NoSuchElementException;
import java.util.function.BooleanSupplier;

/**
 * Tries dead letters again, those that came from one partition to one document always in order. Between partitions there is no
 * order: where nothing goes because the first of them fails, another one's letters go first, for they may be what it needs. One
 * call at a time, none beside one that applies events.
 */
final class Resubmitter {

    /** Letters of one document that are taken in at once. */
    private static final int CHUNK = 500;

    private final ProjectionWriter writer;
    private final DeadLetters letters;

    Resubmitter(ProjectionWriter writer) {
        this.writer = writer;
        this.letters = writer.letters();
    }

    /**
     * One letter, and with it all of its document's, until told to end.
     *
     * @return fails with {@link NoSuchElementException} if there is none, with {@link OvertakenException} if it is too late
     */
    Future<Resubmission> one(String id, BooleanSupplier ended) {
        return letters.find(id)
                .compose(found -> found.map(letter -> letter.document() == null
                                ? undirected(letter)
                                : document(letter.requireDocument(), ended))
                        .orElseGet(
                                () -> Future.failedFuture(new NoSuchElementException("there is no dead letter " + id))))
                .compose(outcome -> writer.recount().map(outcome));
    }

    /** All of them, document by document, those that come too late excepted, until told to end. */
    Future<Resubmission> all(BooleanSupplier ended) {
        Sum sum = new Sum();
        return Steps.whileMore(() -> letters.after(sum.reached, 1)
                        .compose(next -> next.isEmpty() || ended.getAsBoolean()
                                ? Future.succeededFuture(false)
                                : withDocumentOf(next.get(0), ended).map(now -> {
                                    sum.total = sum.total.plus(now);
                                    sum.reached = endOfDocument(next.get(0));
                                    return true;
                                })))
                .eventually(writer::recount)
                .map(done -> sum.total);
    }

    private static final class Sum {
        private Resubmission total = Resubmission.NONE;
        private String reached = "";
    }

    private Future<Resubmission> withDocumentOf(DeadLetter letter, BooleanSupplier ended) {
        return letter.document() == null
                ? undirected(letter)
                        .recover(failure -> failure instanceof OvertakenException
                                ? Future.succeededFuture(new Resubmission(0, 1))
                                : Future.failedFuture(failure))
                : document(letter.requireDocument(), ended);
    }

    private static String endOfDocument(DeadLetter letter) {
        return letter.document() == null
                ? letter.sortKey()
                : DeadLetter.endOf(DeadLetter.documentKey(letter.document()));
    }

    private Future<Resubmission> undirected(DeadLetter letter) {
        return letter.unreadable()
                ? Future.succeededFuture(new Resubmission(0, 1)) // what was in it comes from its owner's journal
                : writer.resubmit(letter).map(ProjectionWriter.Tried::summary);
    }

    /** At the letters of one document. */
    private static final class Attempts {
        private Resubmission outcome = Resubmission.NONE;
        /** Since anything went; each has begun with another partition's letters. */
        private int inVain;

        /** Whether another one may do more. */
        boolean promise(ProjectionWriter.Tried tried) {
            Resubmission now = tried.summary();
            outcome = new Resubmission(outcome.resubmitted() + now.resubmitted(), now.remaining());
            inVain = now.resubmitted() > 0 ? 0 : inVain + 1;
            if (tried.letters().isEmpty()) {
                return false;
            }
            return now.remaining() == 0 ? tried.more() : inVain < tried.partitions();
        }
    }

    private Future<Resubmission> document(DocumentKey document, BooleanSupplier ended) {
        Attempts attempts = new Attempts();
        return Steps.whileMore(() -> writer.resubmit(document, CHUNK, attempts.inVain)
                        .map(tried -> attempts.promise(tried) && !ended.getAsBoolean()))
                .map(done -> attempts.outcome);
    }
}
