package io.millrace.kit.lane;

import static io.millrace.embedded.junit.Futures.await;
import static io.millrace.kit.lane.ScriptedJournal.aggregates;
import static io.millrace.kit.membership.MemberProcess.freshId;
import static io.millrace.kit.membership.MemberProcess.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.contracts.CustomerEvent;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.kit.journal.Answer;
import io.millrace.kit.journal.Batch;
import io.millrace.kit.journal.ConstraintViolation;
import io.millrace.kit.journal.IdempotencyKey;
import io.millrace.kit.journal.JournalConflict;
import io.millrace.kit.journal.OutcomeUnknown;
import io.millrace.kit.journal.Versioned;
import io.millrace.kit.lane.Outcome.Done;
import io.millrace.kit.lane.Outcome.Refused;
import io.millrace.kit.lane.ScriptedJournal.Call;
import io.millrace.kit.membership.Member;
import io.millrace.kit.membership.MemberCommand;
import io.millrace.kit.membership.MemberCommand.Join;
import io.millrace.kit.membership.MemberCommand.Rename;
import io.millrace.kit.membership.MemberDecider;
import io.millrace.kit.membership.MemberProcess;
import io.millrace.kit.membership.MemberTable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a lane does while it waits for the store, for every order in which the store's answers can come. */
@WithVertx
class TwoBatchesTest {

    private final Vertx vertx;
    private final ScriptedJournal journal;
    private final Lanes<MemberCommand, Member, CustomerEvent> lanes;
    private final String ann = freshId();
    private final String bob = freshId();
    private final String eve = freshId();

    /** Two batches in the store, about Ann and behind it about Bob. */
    private record Two(Future<Outcome> first, Promise<Long> ahead, Future<Outcome> second, Promise<Long> behind) {}

    TwoBatchesTest(Vertx vertx) {
        this.vertx = vertx;
        journal = new ScriptedJournal(vertx);
        lanes = lanes(LaneContract.SMALL_BATCHES);
    }

    private Lanes<MemberCommand, Member, CustomerEvent> lanes(LaneLimits limits) {
        return new Lanes<>(
                vertx,
                journal,
                MemberProcess.DECIDER,
                MemberTable::violation,
                limits,
                new SimpleMeterRegistry(),
                CommitListener.NONE);
    }

    private Two handOverTwo() throws InterruptedException {
        Future<Outcome> first = join(ann);
        Promise<Long> ahead = journal.batch().answer();
        Future<Outcome> second = join(bob);
        return new Two(first, ahead, second, journal.batch().answer());
    }

    private Future<Outcome> join(String id) {
        return lanes.submit(request(new Join(id, "Name", id + "@x")));
    }

    /** Submits so that they go into one batch, if they go behind another. */
    private List<Future<Outcome>> together(MemberCommand... commands) {
        CompletableFuture<List<Future<Outcome>>> submitted = new CompletableFuture<>();
        journal.home(0)
                .runOnContext(here -> submitted.complete(Stream.of(commands)
                        .map(command -> lanes.submit(request(command)))
                        .toList()));
        return submitted.join();
    }

    private static Answer<MemberCommand, Member> answer(Map<String, Versioned<Member>> states) {
        return new Answer<>(states, Map.of(), List.of(), Map.of(), 0);
    }

    private static Versioned<Member> active() {
        return new Versioned<>(new Member(Member.Status.ACTIVE, "Name", "x@x"), 1);
    }

    private static void assertDone(Future<Outcome> outcome, long position) {
        assertThat(await(outcome))
                .isInstanceOfSatisfying(
                        Done.class, done -> assertThat(done.position()).isEqualTo(position));
    }

    private static Throwable failure(Future<Outcome> outcome) {
        await(outcome.otherwiseEmpty());
        return outcome.cause();
    }

    @Test
    void handsOverWhatIsAboutOthers() throws InterruptedException {
        Two two = handOverTwo();

        two.behind().complete(1L);
        two.ahead().complete(0L);

        assertDone(two.first(), 1);
        assertDone(two.second(), 2);
    }

    @Test
    void keepsBackWhatIsAboutTheSame() throws InterruptedException {
        join(ann);
        Call<?, Long> ahead = journal.batch();
        together(new Rename(ann, "Anna"), new Join(bob, "Bob", "b@x"));
        ahead.answer().complete(0L);

        assertThat(aggregates(journal.batch())).containsExactly(ann, bob);
    }

    @Test
    void keepsBackARequestWithTheSameKey() throws InterruptedException {
        IdempotencyKey key = new IdempotencyKey("key", "p");
        Future<Outcome> first = lanes.submit(request(new Join(ann, "Ann", "a@x"), new VersionCondition.Any(), key));
        journal.question().answer().complete(answer(Map.of()));
        Call<?, Long> ahead = journal.batch();
        Future<Outcome> again = lanes.submit(request(new Join(bob, "Ann", "a@x"), new VersionCondition.Any(), key));
        Future<Outcome> other = join(eve);
        ahead.answer().complete(0L);
        assertDone(first, 1);

        journal.question().answer().complete(answer(Map.of()));
        assertThat(aggregates(journal.batch())).containsExactly(bob, eve);
        assertThat(again.isComplete() || other.isComplete()).isFalse();
    }

    @Test
    void triesAgainInTheirOrderWhenTheOneAheadMetAConflict() throws InterruptedException {
        Two two = handOverTwo();

        two.ahead().fail(new JournalConflict("first"));
        two.behind().fail(new JournalConflict("the batch ahead was not committed"));

        journal.question().answer().complete(answer(Map.of()));
        Call<Batch<Member, CustomerEvent>, Long> again = journal.batch();
        assertThat(aggregates(again)).containsExactly(ann);
        again.answer().complete(5L);
        assertDone(two.first(), 6);
        Call<Batch<Member, CustomerEvent>, Long> thenBehind = journal.batch();
        assertThat(aggregates(thenBehind)).containsExactly(bob);
        thenBehind.answer().complete(6L);
        assertDone(two.second(), 7);
    }

    @Test
    void triesTheOneBehindAgainWhenARuleForbidsTheOneAhead() throws InterruptedException {
        Two two = handOverTwo();

        two.ahead().fail(new ConstraintViolation("member_email"));
        two.behind().fail(new JournalConflict("the batch ahead was not committed"));

        assertThat(await(two.first())).isEqualTo(new Refused(MemberDecider.EMAIL_TAKEN));
        journal.batch().answer().complete(0L);
        assertDone(two.second(), 1);
    }

    @Test
    void triesTheOneBehindAgainWhenNobodyKnowsWhatBecameOfTheOneAhead() throws InterruptedException {
        Two two = handOverTwo();

        two.behind().fail(new JournalConflict("the batch ahead was not committed"));
        two.ahead().fail(new OutcomeUnknown("lost", new IllegalStateException()));

        assertThat(failure(two.first())).isInstanceOf(OutcomeUnknown.class);
        journal.batch().answer().complete(0L);
        assertDone(two.second(), 1);
    }

    @Test
    void keepsTheAnswerOfTheOneBehindWhateverBecameOfTheOneAhead() throws InterruptedException {
        Future<Outcome> first = join(ann);
        Call<?, Long> ahead = journal.batch();
        Future<Outcome> second = join(bob);
        Call<?, Long> behind = journal.batch();
        Future<Void> drained = lanes.drain();

        ahead.answer().fail(new OutcomeUnknown("lost", new IllegalStateException()));
        behind.answer().complete(1L);

        assertThat(failure(first)).isInstanceOf(OutcomeUnknown.class);
        assertDone(second, 2);
        await(drained);
    }

    @Test
    void triesNothingAgainBeforeTheOneBehindIsAnswered() throws InterruptedException {
        Future<Outcome> zoe = join(freshId());
        Call<?, Long> alone = journal.batch();
        together(new Join(ann, "Ann", "a@x"), new Join(bob, "Bob", "b@x"));
        Call<?, Long> ahead = journal.batch();
        alone.answer().complete(0L);
        assertDone(zoe, 1);
        together(new Join(eve, "Eve", "e@x"), new Join(freshId(), "Mia", "m@x"));
        Call<?, Long> behind = journal.batch();

        ahead.answer().fail(new ConstraintViolation("member_email"));
        assertThat(journal.hasBatch()).isFalse();
        behind.answer().fail(new JournalConflict("the batch ahead was not committed"));

        assertThat(aggregates(journal.batch())).containsExactly(ann);
    }

    @Test
    void handsOverNoFewerThanItPaysFor() throws InterruptedException {
        Lanes<MemberCommand, Member, CustomerEvent> patient = lanes(new LaneLimits(256, 4096, 3));
        patient.submit(request(new Join(freshId(), "Zoe", "z@x")));
        journal.batch();
        patient.submit(request(new Join(ann, "Ann", "a@x")));
        patient.submit(request(new Join(bob, "Bob", "b@x")));
        assertThat(journal.hasBatch()).isFalse();

        patient.submit(request(new Join(eve, "Eve", "e@x")));

        assertThat(aggregates(journal.batch())).containsExactly(ann, bob, eve);
    }

    @Test
    void handsOverBehindOneThatHadToAskFirst() throws InterruptedException {
        lanes.submit(request(new Rename(ann, "Anna")));
        Call<?, Answer<MemberCommand, Member>> question = journal.question();
        join(bob);
        question.answer().complete(answer(Map.of(ann, active())));

        assertThat(aggregates(journal.batch())).containsExactly(ann);
        assertThat(aggregates(journal.batch())).containsExactly(bob);
    }

    @Test
    void knowsWhatItKnewWhenItAsked() throws InterruptedException {
        joinAsManyAsALaneRemembers();
        Future<Outcome> other = join(freshId());
        Call<?, Long> ahead = journal.batch();
        List<Future<Outcome>> renamed = together(new Rename(ann, "Anna"), new Rename(bob, "Bobby"));
        Call<?, Answer<MemberCommand, Member>> question = journal.question();

        ahead.answer().complete(20_000L);
        assertDone(other, 20_001);
        question.answer().complete(answer(Map.of(bob, active())));

        Call<Batch<Member, CustomerEvent>, Long> both = journal.batch();
        assertThat(aggregates(both)).containsExactly(ann, bob);
        both.answer().complete(20_001L);
        assertDone(renamed.get(0), 20_002);
    }

    /** Ann first, so that she is forgotten first. */
    private void joinAsManyAsALaneRemembers() throws InterruptedException {
        journal.answerBatchesUntil(join(ann));
        for (int joined = 1; joined < 10_000; joined += 1111) {
            journal.answerBatchesUntil(Future.join(
                    IntStream.range(0, 1111).mapToObj(i -> join(freshId())).toList()));
        }
    }
}
