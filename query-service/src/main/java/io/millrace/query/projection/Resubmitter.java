package io.millrace.query.projection;

import io.vertx.core.Future;
import java.util.NoSuchElementException;
import java.util.function.BooleanSupplier;

/** Tries dead letters again, a document's always in order. One call at a time, none beside one that applies events. */
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
     * One letter, and with it all of its document's.
     *
     * @return fails with {@link NoSuchElementException} if there is none, with {@link OvertakenException} if it is too late
     */
    Future<Resubmission> one(String id) {
        return letters.find(id)
                .compose(found -> found.map(letter ->
                                letter.document() == null ? undirected(letter) : document(letter.requireDocument()))
                        .orElseGet(() ->
                                Future.failedFuture(new NoSuchElementException("there is no dead letter " + id))));
    }

    /** All of them, document by document, those that come too late excepted, until told to end. */
    Future<Resubmission> all(BooleanSupplier ended) {
        return all("", ended, Resubmission.NONE);
    }

    private Future<Resubmission> all(String last, BooleanSupplier ended, Resubmission before) {
        return letters.after(last, 1)
                .compose(next -> next.isEmpty() || ended.getAsBoolean()
                        ? writer.recount().map(before)
                        : withDocumentOf(next.get(0))
                                .compose(now -> all(endOfDocument(next.get(0)), ended, before.plus(now))));
    }

    private Future<Resubmission> withDocumentOf(DeadLetter letter) {
        return letter.document() == null
                ? undirected(letter)
                        .recover(failure -> failure instanceof OvertakenException
                                ? Future.succeededFuture(new Resubmission(0, 1))
                                : Future.failedFuture(failure))
                : document(letter.requireDocument());
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

    private Future<Resubmission> document(DocumentKey document) {
        return writer.resubmit(document, CHUNK)
                .compose(tried -> tried.more() && tried.staying().isEmpty()
                        ? document(document).map(tried.summary()::plus)
                        : Future.succeededFuture(tried.summary()));
    }
}
