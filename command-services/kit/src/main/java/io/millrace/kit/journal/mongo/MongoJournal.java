package io.millrace.kit.journal.mongo;

import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.millrace.kit.journal.Answer;
import io.millrace.kit.journal.Batch;
import io.millrace.kit.journal.Journal;
import io.millrace.kit.journal.Question;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A {@link Journal} on MongoDB: one document a batch, whose insert is the commit. */
final class MongoJournal<C, S, E extends Event> implements Journal<C, S, E> {

    private final String source;
    private final List<Partition<C, S, E>> partitions;
    private final Batches batches;
    private final RelayMarks marks;
    private final LeaseLeadership leadership;

    MongoJournal(
            String source,
            List<Partition<C, S, E>> partitions,
            Batches batches,
            RelayMarks marks,
            LeaseLeadership leadership) {
        this.source = source;
        this.partitions = List.copyOf(partitions);
        this.batches = batches;
        this.marks = marks;
        this.leadership = leadership;
    }

    @Override
    public String source() {
        return source;
    }

    @Override
    public int partitions() {
        return partitions.size();
    }

    @Override
    public Context home(int partition) {
        return partitions.get(partition).context();
    }

    /** Decisions rest on their aggregate alone. */
    @Override
    public boolean completes(C command) {
        return false;
    }

    @Override
    public Future<Answer<C, S>> ask(Question<C> question) {
        return partitions
                .get(question.partition())
                .ask(question)
                .recover(failure -> Future.failedFuture(Failures.before(failure)));
    }

    @Override
    public Future<Long> append(Batch<S, E> batch) {
        return partitions.get(batch.partition()).append(batch);
    }

    @Override
    public Future<List<EventEnvelope>> read(int partition, long after, int limit) {
        return batches.events(partition, after, limit);
    }

    /** One query finds the partitions that other processes have written to. */
    @Override
    public Future<Map<Integer, Long>> heads() {
        return batches.ids(partitions.stream().map(each -> each.tail().next()).toList())
                .compose(found -> Future.join(found.keySet().stream()
                        .map(number -> partitions.get(number.partition()).catchUp())
                        .toList()))
                .map(caughtUp -> {
                    Map<Integer, Long> heads = new TreeMap<>();
                    partitions.forEach(each -> heads.put(
                            each.tail().last().partition(), each.tail().head()));
                    return heads;
                });
    }

    @Override
    public Future<Map<Integer, Long>> published() {
        return marks.load();
    }

    @Override
    public Future<Void> markPublished(Map<Integer, Long> positions) {
        return marks.move(positions, leadership.term());
    }

    Future<Void> close() {
        return Future.join(partitions.stream().map(Partition::close).toList())
                .otherwiseEmpty()
                .mapEmpty();
    }
}
