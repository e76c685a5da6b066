package io.millrace.kit.journal.mongo;

import static io.millrace.embedded.junit.Futures.await;
import static io.millrace.kit.membership.MemberProcess.freshId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.model.Filters;
import io.millrace.embedded.junit.MongoServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.kit.journal.OutcomeUnknown;
import io.millrace.kit.journal.Question;
import io.millrace.kit.journal.StoreOptions;
import io.millrace.kit.lane.CommitListener;
import io.millrace.kit.lane.LaneLimits;
import io.millrace.kit.lane.Outcome;
import io.millrace.kit.lane.Outcome.Done;
import io.millrace.kit.lane.Outcome.Refused;
import io.millrace.kit.membership.MemberCommand.ChangeEmail;
import io.millrace.kit.membership.MemberCommand.Join;
import io.millrace.kit.membership.MemberCommand.Rename;
import io.millrace.kit.membership.MemberDecider;
import io.millrace.kit.membership.MemberProcess;
import io.millrace.kit.membership.Mongo;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Processes that die, sleep, or lose touch with the database at every step of a batch, beside one that goes on. */
@WithInfrastructure
@WithVertx
class MongoFaultsIT {

    private static final Refused EMAIL_TAKEN = new Refused(MemberDecider.EMAIL_TAKEN);

    private final Vertx vertx;
    private final String uri;
    private final Mongo mongo;
    private final List<AutoCloseable> opened = new ArrayList<>();
    private FaultyProcess faulty;
    private MemberProcess other;
    private String ann;
    private String bob;

    MongoFaultsIT(Vertx vertx, MongoServer server) {
        this.vertx = vertx;
        this.uri = server.freshUri("members");
        this.mongo = Mongo.connect(uri);
    }

    @BeforeEach
    void startBoth() {
        faulty = new FaultyProcess(vertx, uri);
        opened.add(faulty);
        other = start();
        ann = other.idIn(0);
        bob = other.idIn(1);
    }

    private MemberProcess start() {
        MemberProcess process = MemberProcess.start(
                vertx, StoreOptions.of(uri).withPartitions(2), LaneLimits.DEFAULT, CommitListener.NONE);
        opened.add(process);
        return process;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        mongo.close();
    }

    private static Done done(Future<Outcome> outcome) {
        Outcome came = await(outcome);
        assertThat(came).isInstanceOf(Done.class);
        return (Done) came;
    }

    private Document member(String id) {
        return mongo.one(mongo.collection("member").find(Filters.eq(id)));
    }

    private void awaitVersion(String id, long version) {
        await().until(() -> !mongo.all(
                        mongo.collection("member").find(Filters.and(Filters.eq(id), Filters.eq("version", version))))
                .isEmpty());
    }

    private List<Document> batches(int partition) {
        return mongo.all(mongo.collection("journal").find(Filters.eq("_id.partition", partition)));
    }

    private String ownerOf(String email) {
        return mongo.one(mongo.collection("claim").find(Filters.eq("_id.value", email)))
                .getString("owner");
    }

    @Nested
    class BetweenClaimAndCommit {

        @Test
        void whatAProcessThatDiedHadClaimedIsFree() throws InterruptedException {
            faulty.faults.hold("journal", "insertOne");
            faulty.process.submit(new Join(ann, "Ann", "a@x"));
            faulty.faults.awaitReached("journal", "insertOne");
            assertThat(ownerOf("a@x")).isEqualTo(ann);

            done(other.submit(new Join(bob, "Bob", "a@x")));

            assertThat(ownerOf("a@x")).isEqualTo(bob);
            assertThat(batches(0))
                    .singleElement()
                    .satisfies(fence ->
                            assertThat(fence).doesNotContainKey("events").containsEntry("head", 0L));
        }

        @Test
        void theKeyOfACommandWhoseProcessDiedIsFree() throws InterruptedException {
            done(other.submit(new Join(ann, "Ann", "a@x")));
            faulty.faults.hold("journal", "insertOne");
            faulty.process.submit(new Rename(ann, "Anna"), "key", "p");
            faulty.faults.awaitReached("journal", "insertOne");

            Done renamed = done(other.submit(new Rename(ann, "Anna"), "key", "p"));

            assertThat(renamed.repeated()).isFalse();
            assertThat(renamed.version()).isEqualTo(2);
        }

        @Test
        void aProcessThatSleptThereFindsItsNumberTaken() throws InterruptedException {
            faulty.faults.hold("journal", "insertOne");
            Future<Outcome> slept = faulty.process.submit(new Join(ann, "Ann", "a@x"));
            faulty.faults.awaitReached("journal", "insertOne");
            done(other.submit(new Join(bob, "Bob", "a@x")));

            faulty.faults.wake();

            assertThat(await(slept)).isEqualTo(EMAIL_TAKEN);
            assertThat(ownerOf("a@x")).isEqualTo(bob);
        }

        @Test
        void aProcessThatSleptThereTriesAgainAndLosesNothing() throws InterruptedException {
            faulty.faults.hold("journal", "insertOne");
            Future<Outcome> slept = faulty.process.submit(new Join(ann, "Ann", "a@x"));
            faulty.faults.awaitReached("journal", "insertOne");
            done(other.submit(new Join(other.idIn(0), "Eve", "e@x")));

            faulty.faults.wake();

            assertThat(done(slept).position()).isEqualTo(2);
            assertThat(await(other.submit(new Join(bob, "Bob", "a@x")))).isEqualTo(EMAIL_TAKEN);
        }
    }

    @Nested
    class OfACommit {

        @Test
        void theAnswerIsLostAndTheSameRequestIsAnsweredOnceItIsAskedAgain() {
            faulty.faults.loseAnswer("journal", "insertOne");
            Future<Outcome> unknown = faulty.process.submit(new Join(ann, "Ann", "a@x"), "key", "p");
            await().until(unknown::isComplete);
            assertThat(unknown.cause()).isInstanceOf(OutcomeUnknown.class);

            Done repeated = done(faulty.process.submit(new Join(ann, "Ann", "a@x"), "key", "p"));

            assertThat(repeated.repeated()).isTrue();
            assertThat(done(faulty.process.submit(new Rename(ann, "Anna"))).version())
                    .isEqualTo(2);
            assertThat(batches(0)).hasSize(2);
        }

        @Test
        void theAnswerIsLostAndTheNextCommandOfTheLaneGoesOnFromThere() {
            faulty.faults.loseAnswer("journal", "insertOne");
            Future<Outcome> unknown = faulty.process.submit(new Join(ann, "Ann", "a@x"));
            await().until(unknown::isComplete);

            assertThat(done(faulty.process.submit(new Rename(ann, "Anna"))).position())
                    .isEqualTo(2);
            awaitVersion(ann, 2);
            assertThat(member(ann)).containsEntry("name", "Anna");
        }
    }

    @Nested
    class BetweenCommitAndStates {

        @Test
        void whatAProcessThatDiedHadCommittedCountsForOthers() {
            faulty.faults.hold("member", "bulkWrite");
            done(faulty.process.submit(new Join(ann, "Ann", "a@x")));

            assertThat(done(other.submit(new Rename(ann, "Anna"))).version()).isEqualTo(2);
            assertThat(await(other.submit(new Join(bob, "Bob", "a@x")))).isEqualTo(EMAIL_TAKEN);
        }

        @Test
        void theStatesAreWrittenByTheNextProcessThatOpensTheStore() {
            done(faulty.process.submit(new Join(ann, "Ann", "a@x")));
            done(faulty.process.submit(new Rename(ann, "Anna")));
            awaitVersion(ann, 2);
            faulty.faults.hold("member", "bulkWrite");
            done(faulty.process.submit(new Rename(ann, "Bella")));

            start();

            assertThat(member(ann))
                    .containsEntry("name", "Bella")
                    .containsEntry("version", 3L)
                    .containsEntry("position", 3L);
        }

        @Test
        void aFailedWriteIsMadeUpForByTheSameProcessWhenItReadsNext() throws InterruptedException {
            done(faulty.process.submit(new Join(ann, "Ann", "a@x")));
            awaitVersion(ann, 1);
            faulty.faults.loseAnswer("member", "bulkWrite");
            done(faulty.process.submit(new Rename(ann, "Anna")));
            done(faulty.process.submit(new Rename(ann, "Bella")));
            faulty.faults.awaitReached("member", "bulkWrite");
            done(faulty.process.submit(new Rename(ann, "Cleo")));

            await(faulty.process.journal.ask(new Question<>(0, Set.of(ann), Set.of(), List.of(), false)));

            assertThat(member(ann)).containsEntry("name", "Cleo").containsEntry("version", 4L);
        }
    }

    @Nested
    class StatesWrittenLate {

        @Test
        void doNotReplaceWhatHasComeSince() {
            done(faulty.process.submit(new Join(ann, "Ann", "a@x")));
            awaitVersion(ann, 1);
            faulty.faults.hold("member", "bulkWrite");
            done(faulty.process.submit(new Rename(ann, "Anna")));
            done(other.submit(new Rename(ann, "Bella")));
            awaitVersion(ann, 3);

            faulty.faults.wake();
            await(faulty.process.store.close());

            assertThat(member(ann)).containsEntry("name", "Bella").containsEntry("version", 3L);
        }
    }

    @Nested
    class BetweenCommitAndRelease {

        @Test
        void whatAProcessThatDiedHadGivenUpIsFree() throws InterruptedException {
            giveUp();

            done(other.submit(new Join(bob, "Bob", "a@x")));

            assertThat(ownerOf("a@x")).isEqualTo(bob);
            assertThat(await(other.submit(new Join(other.idIn(1), "Eve", "b@x"))))
                    .isEqualTo(EMAIL_TAKEN);
        }

        @Test
        void itsOwnerMayTakeItBack() throws InterruptedException {
            giveUp();

            done(other.submit(new ChangeEmail(ann, "a@x")));

            faulty.faults.wake();
            done(faulty.process.submit(new Rename(ann, "Anna")));
            assertThat(await(other.submit(new Join(bob, "Bob", "a@x")))).isEqualTo(EMAIL_TAKEN);
            assertThat(ownerOf("a@x")).isEqualTo(ann);
            done(other.submit(new Join(bob, "Bob", "b@x")));
        }

        private void giveUp() throws InterruptedException {
            done(faulty.process.submit(new Join(ann, "Ann", "a@x")));
            faulty.faults.hold("claim", "deleteMany");
            done(faulty.process.submit(new ChangeEmail(ann, "b@x")));
            faulty.faults.awaitReached("claim", "deleteMany");
            assertThat(ownerOf("a@x")).isEqualTo(ann);
        }
    }

    @Nested
    class ManyWantTheSameValue {

        @Test
        void andOneGetsIt() {
            List<MemberProcess> processes = List.of(other, start(), start(), start());
            for (int value = 0; value < 5; value++) {
                String email = value + "@x";
                List<Future<Outcome>> outcomes = IntStream.range(0, 80)
                        .mapToObj(i -> processes.get(i % 4).submit(new Join(freshId(), "M" + i, email)))
                        .toList();

                List<Outcome> came =
                        outcomes.stream().map(outcome -> await(outcome)).toList();
                List<Outcome> won = came.stream().filter(Done.class::isInstance).toList();
                assertThat(won).hasSize(1);
                assertThat(came).filteredOn(EMAIL_TAKEN::equals).hasSize(79);
                assertThat(ownerOf(email)).isEqualTo(((Done) won.get(0)).aggregateId());
            }
        }

        @Test
        void andItPassesFromOneToTheNext() {
            done(other.submit(new Join(ann, "Ann", "a@x")));
            done(faulty.process.submit(new Join(bob, "Bob", "b@x")));
            for (int i = 0; i < 20; i++) {
                done(other.submit(new ChangeEmail(ann, "other" + i + "@x")));
                done(faulty.process.submit(new ChangeEmail(bob, "a@x")));
                assertThat(await(other.submit(new ChangeEmail(ann, "a@x")))).isEqualTo(EMAIL_TAKEN);
                done(faulty.process.submit(new ChangeEmail(bob, "b@x")));
                done(other.submit(new ChangeEmail(ann, "a@x")));
            }
        }
    }
}
