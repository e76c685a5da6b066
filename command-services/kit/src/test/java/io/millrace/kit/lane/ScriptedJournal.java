package io.millrace.kit.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.CustomerEvent;
import io.millrace.contracts.EventEnvelope;
import io.millrace.kit.journal.Answer;
import io.millrace.kit.journal.Batch;
import io.millrace.kit.journal.Home;
import io.millrace.kit.journal.Journal;
import io.millrace.kit.journal.NewEvent;
import io.millrace.kit.journal.Question;
import io.millrace.kit.membership.Member;
import io.millrace.kit.membership.MemberCommand;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A journal of one partition whose answers come when a test gives them, so that they can come in any order. */
final class ScriptedJournal implements Journal<MemberCommand, Member, CustomerEvent> {

    /** A batch that was handed over, or a question that was asked, and how it is answered. */
    record Call<Q, A>(Q content, Promise<A> answer) {}

    private final Home home;
    private final BlockingQueue<Call<Batch<Member, CustomerEvent>, Long>> batches = new LinkedBlockingQueue<>();
    private final BlockingQueue<Call<Question<MemberCommand>, Answer<MemberCommand, Member>>> questions =
            new LinkedBlockingQueue<>();

    ScriptedJournal(Vertx vertx) {
        home = new Home(vertx);
    }

    /** The next batch that is handed over. */
    Call<Batch<Member, CustomerEvent>, Long> batch() throws InterruptedException {
        return next(batches);
    }

    /** Answers every batch that is handed over until something has come to its end. */
    void answerBatchesUntil(Future<?> end) throws InterruptedException {
        while (!end.isComplete()) {
            Call<?, Long> call = batches.poll(10, TimeUnit.MILLISECONDS);
            if (call != null) {
                call.answer().complete(0L);
            }
        }
    }

    /** The next question. */
    Call<Question<MemberCommand>, Answer<MemberCommand, Member>> question() throws InterruptedException {
        return next(questions);
    }

    /** Returns when the caller waits for the answer. */
    private <T> T next(BlockingQueue<T> calls) throws InterruptedException {
        T call = calls.poll(10, TimeUnit.SECONDS);
        assertThat(call).isNotNull();
        settle();
        return call;
    }

    /** Whether a batch was handed over that has not been looked at, once the lane has done what it had to do. */
    boolean hasBatch() {
        settle();
        return !batches.isEmpty();
    }

    /** A lane puts some things off, but not twice. */
    private void settle() {
        for (int turn = 0; turn < 3; turn++) {
            CompletableFuture<Void> taken = new CompletableFuture<>();
            home.context().runOnContext(now -> taken.complete(null));
            taken.join();
        }
    }

    /** Whose events a batch has. */
    static List<String> aggregates(Call<Batch<Member, CustomerEvent>, Long> call) {
        return call.content().events().stream().map(NewEvent::aggregateId).toList();
    }

    @Override
    public String source() {
        return "members";
    }

    @Override
    public int partitions() {
        return 1;
    }

    @Override
    public Context home(int partition) {
        return home.context();
    }

    @Override
    public boolean completes(MemberCommand command) {
        return false;
    }

    @Override
    public Future<Answer<MemberCommand, Member>> ask(Question<MemberCommand> question) {
        return call(questions, question);
    }

    @Override
    public Future<Long> append(Batch<Member, CustomerEvent> batch) {
        return call(batches, batch);
    }

    private static <Q, A> Future<A> call(BlockingQueue<Call<Q, A>> calls, Q content) {
        Promise<A> answer = Promise.promise();
        calls.add(new Call<>(content, answer));
        return answer.future();
    }

    @Override
    public Future<List<EventEnvelope>> read(int partition, long after, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Map<Integer, Long>> heads() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Map<Integer, Long>> published() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> markPublished(Map<Integer, Long> positions) {
        throw new UnsupportedOperationException();
    }
}
