package io.millrace.kit.relay;

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
import java.util.concurrent.atomic.AtomicInteger;

/** A journal that counts how often its events are read. */
record CountedReads<C, S, E extends Event>(Journal<C, S, E> journal, AtomicInteger count) implements Journal<C, S, E> {

    @Override
    public String source() {
        return journal.source();
    }

    @Override
    public int partitions() {
        return journal.partitions();
    }

    @Override
    public Context home(int partition) {
        return journal.home(partition);
    }

    @Override
    public boolean completes(C command) {
        return journal.completes(command);
    }

    @Override
    public Future<Answer<C, S>> ask(Question<C> question) {
        return journal.ask(question);
    }

    @Override
    public Future<Long> append(Batch<S, E> batch) {
        return journal.append(batch);
    }

    @Override
    public Future<List<EventEnvelope>> read(int partition, long after, int limit) {
        count.incrementAndGet();
        return journal.read(partition, after, limit);
    }

    @Override
    public Future<Map<Integer, Long>> heads() {
        return journal.heads();
    }

    @Override
    public Future<Map<Integer, Long>> published() {
        return journal.published();
    }

    @Override
    public Future<Void> markPublished(Map<Integer, Long> positions) {
        return journal.markPublished(positions);
    }
}
