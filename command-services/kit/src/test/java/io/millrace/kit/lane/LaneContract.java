package io.millrace.kit.lane;

import static io.millrace.embedded.junit.Futures.await;
import static io.millrace.kit.membership.MemberProcess.freshId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.kit.decider.Rejection;
import io.millrace.kit.journal.ConstraintViolation;
import io.millrace.kit.journal.Question;
import io.millrace.kit.journal.StoreOptions;
import io.millrace.kit.journal.StoreUnavailable;
import io.millrace.kit.journal.Versioned;
import io.millrace.kit.lane.Outcome.Done;
import io.millrace.kit.lane.Outcome.KeyReused;
import io.millrace.kit.lane.Outcome.Refused;
import io.millrace.kit.lane.Outcome.VersionMismatch;
import io.millrace.kit.membership.Member;
import io.millrace.kit.membership.MemberCommand.ChangeEmail;
import io.millrace.kit.membership.MemberCommand.Confuse;
import io.millrace.kit.membership.MemberCommand.Join;
import io.millrace.kit.membership.MemberCommand.Leave;
import io.millrace.kit.membership.MemberCommand.Rename;
import io.millrace.kit.membership.MemberDecider;
import io.millrace.kit.membership.MemberProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What lanes promise whatever the store is. Every store runs this. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LaneContract {

    /** As usual, but that no batch is too small to go behind another. */
    static final LaneLimits SMALL_BATCHES = new LaneLimits(256, 4096, 1);

    private String uri;
    MemberProcess process;
    MemberProcess other;
    private final List<MemberProcess> processes = new ArrayList<>();

    /** A new, empty store. */
    abstract String freshUri();

    abstract void stopServer();

    abstract void startServer();

    @BeforeAll
    void startProcesses(Vertx vertx) {
        uri = freshUri();
        process = start(vertx, SMALL_BATCHES);
        other = start(vertx, SMALL_BATCHES);
    }

    MemberProcess start(Vertx vertx, LaneLimits limits) {
        MemberProcess started = MemberProcess.start(vertx, StoreOptions.of(uri), limits, CommitListener.NONE);
        processes.add(started);
        return started;
    }

    @AfterAll
    void stopProcesses() {
        processes.forEach(MemberProcess::close);
    }

    static String email() {
        return freshId() + "@x";
    }

    Done joined(String id) {
        return done(process.submit(new Join(id, "Ann", email())));
    }

    static Done done(Future<Outcome> outcome) {
        Outcome came = await(outcome);
        assertThat(came).isInstanceOf(Done.class);
        return (Done) came;
    }

    static void assertRefused(Future<Outcome> outcome, Rejection rejection) {
        assertThat(await(outcome)).isEqualTo(new Refused(rejection));
    }

    static Throwable failure(Future<?> future) {
        await().until(future::isComplete);
        assertThat(future.failed()).isTrue();
        return future.cause();
    }

    Member stored(String id) {
        int partition = process.lanes.partitionOf(id);
        Map<String, Versioned<Member>> states = await(
                        process.journal.ask(new Question<>(partition, Set.of(id), Set.of(), List.of(), false)))
                .states();
        Versioned<Member> state = states.get(id);
        return state == null ? Member.NOBODY : state.state();
    }

    @Nested
    class ACommand {

        @Test
        void isAnsweredWithItsVersionAndPosition() {
            String id = freshId();
            Done joined = joined(id);
            Done renamed = done(process.submit(new Rename(id, "Anna")));

            assertThat(joined.version()).isEqualTo(1);
            assertThat(renamed).isEqualTo(new Done(id, 2, joined.partition(), renamed.position(), "2 Anna", false));
            assertThat(renamed.position()).isGreaterThan(joined.position());
        }

        @Test
        void withNothingToDoIsAnsweredWithAPositionThatCoversWhatItRelatesTo() {
            String id = freshId();
            joined(id);
            Done renamed = done(other.submit(new Rename(id, "Anna")));

            Done again = done(process.submit(new Rename(id, "Anna")));

            assertThat(again.version()).isEqualTo(2);
            assertThat(again.position()).isGreaterThanOrEqualTo(renamed.position());
        }

        @Test
        void thatDemandsAnotherVersionIsRefusedWithTheRightOne() {
            String id = freshId();
            joined(id);

            assertThat(await(process.submitIfAt(new Rename(id, "Anna"), 7))).isEqualTo(new VersionMismatch(1));
            assertThat(await(process.submitIfAt(new Join(freshId(), "Bob", email()), 7)))
                    .isEqualTo(new VersionMismatch(0));
            assertRefused(process.submitIfAt(new Rename(freshId(), "Bob"), 7), MemberDecider.UNKNOWN);
            assertThat(done(process.submitIfAt(new Rename(id, "Anna"), 1)).version())
                    .isEqualTo(2);
        }

        @Test
        void thatCreatesWhatExistsIsDecidedOnWhatExists() {
            String id = freshId();
            joined(id);

            assertRefused(other.submit(new Join(id, "Eve", email())), MemberDecider.KNOWN);
            assertRefused(process.submit(new Join(id, "Eve", email())), MemberDecider.KNOWN);
        }
    }

    @Nested
    class AnIdempotencyKey {

        @Test
        void givesTheSameAnswerAgainInEveryProcess() {
            String id = freshId();
            String key = freshId();
            joined(id);
            Done first = done(process.submit(new Rename(id, "Anna"), key, "p"));
            done(process.submit(new Rename(id, "Bella")));

            Done repeated = new Done(id, 2, first.partition(), first.position(), first.body(), true);
            assertThat(await(process.submit(new Rename(id, "Anna"), key, "p"))).isEqualTo(repeated);
            assertThat(await(other.submit(new Rename(id, "Anna"), key, "p"))).isEqualTo(repeated);
            assertThat(await(other.submit(new Rename(id, "Eve"), key, "q"))).isEqualTo(new KeyReused());
            assertThat(stored(id).name()).isEqualTo("Bella");
        }

        @Test
        void isFreeAgainAfterARefusal() {
            String id = freshId();
            String key = freshId();
            assertRefused(process.submit(new Rename(id, "Anna"), key, "p"), MemberDecider.UNKNOWN);
            joined(id);

            assertThat(done(process.submit(new Rename(id, "Anna"), key, "p")).repeated())
                    .isFalse();
        }
    }

    @Nested
    class AnIdleLane {

        @Test
        void waitsForNoCompany(Vertx vertx) {
            MemberProcess fresh = start(vertx, SMALL_BATCHES);
            String id = fresh.idIn(2);
            done(fresh.submit(new Join(id, "Ann", email())));
            IntStream.range(0, 20).forEach(i -> done(fresh.submit(new Rename(id, "Ann " + i))));

            assertThat(fresh.meters.get("millrace.lane.batch.events").summary().count())
                    .isEqualTo(21);
        }
    }

    @Nested
    class ABatchWithBadCommands {

        @Test
        void failsThemAndNobodyElse(Vertx vertx) {
            MemberProcess fresh = start(vertx, SMALL_BATCHES);
            String ann = process.idIn(0);
            String bob = process.idIn(0);
            String carol = process.idIn(0);
            String taken = email();
            done(process.submit(new Join(carol, "Carol", email())));
            done(process.submit(new Join(ann, "Ann", taken)));
            done(process.submit(new Join(bob, "Bob", email())));

            List<Future<Outcome>> good = new ArrayList<>();
            good.add(fresh.submit(new Rename(bob, "Bob 0")));
            good.add(fresh.submit(new Rename(bob, "Bob 1")));
            Future<Outcome> takes = fresh.submit(new ChangeEmail(carol, taken));
            good.add(fresh.submit(new Join(fresh.idIn(0), "New", email())));
            Future<Outcome> confuses = fresh.submit(new Confuse(bob));
            good.add(fresh.submit(new Rename(bob, "Bob 2")));
            Future<Outcome> tooLong = fresh.submit(new Join(fresh.idIn(0), "x".repeat(300), email()));
            good.add(fresh.submit(new Rename(ann, "Anna")));
            Future<Outcome> exists = fresh.submit(new Join(ann, "Eve", email()));
            good.add(fresh.submit(new Rename(bob, "Bob 3")));

            good.forEach(LaneContract::done);
            assertRefused(takes, MemberDecider.EMAIL_TAKEN);
            assertThat(failure(confuses)).isInstanceOf(IllegalStateException.class);
            assertThat(failure(tooLong))
                    .isInstanceOfSatisfying(
                            ConstraintViolation.class,
                            violation -> assertThat(violation.constraint()).isEqualTo("member_name_length"));
            assertRefused(exists, MemberDecider.KNOWN);
            assertThat(stored(bob).name()).isEqualTo("Bob 3");
            assertThat(stored(ann)).isEqualTo(new Member(Member.Status.ACTIVE, "Anna", taken));
        }

        @Test
        void thatTakeAnAddressInTurnLetsThemHaveItInTheirOrder(Vertx vertx) {
            MemberProcess fresh = start(vertx, SMALL_BATCHES);
            String ann = process.idIn(0);
            String bob = process.idIn(0);
            String first = email();
            done(fresh.submit(new Join(ann, "Ann", first)));

            List<Future<Outcome>> good = List.of(
                    fresh.submit(new Join(fresh.idIn(0), "New", email())),
                    fresh.submit(new ChangeEmail(ann, email())),
                    fresh.submit(new Join(bob, "Bob", first)));
            Future<Outcome> late = fresh.submit(new Join(fresh.idIn(0), "Late", first));

            good.forEach(LaneContract::done);
            assertRefused(late, MemberDecider.EMAIL_TAKEN);
            assertThat(stored(bob).email()).isEqualTo(first);
        }
    }

    @Nested
    class WhatALaneRemembersIsOutOfDate {

        private final String id = freshId();

        @Test
        void aChangeIsDecidedAgain() {
            joined(id);
            done(other.submit(new Leave(id)));

            assertRefused(process.submit(new Rename(id, "Anna")), MemberDecider.LEFT);
        }

        @Test
        void aVersionThatIsRightByNowIsAccepted() {
            joined(id);
            done(other.submit(new Rename(id, "Anna")));

            assertThat(done(process.submitIfAt(new Rename(id, "Bella"), 2)).version())
                    .isEqualTo(3);
        }

        @Test
        void aVersionThatIsWrongByNowIsRefused() {
            joined(id);
            done(other.submit(new Rename(id, "Anna")));

            assertThat(await(process.submitIfAt(new Rename(id, "Bella"), 1))).isEqualTo(new VersionMismatch(2));
        }

        @Test
        void whatLooksLikeNothingToDoIsDone() {
            joined(id);
            done(other.submit(new Rename(id, "Anna")));

            assertThat(done(process.submit(new Rename(id, "Ann"))).version()).isEqualTo(3);
            assertThat(stored(id).name()).isEqualTo("Ann");
        }
    }

    @Nested
    class TheServerIsDown {

        private final String id = process.idIn(0);

        @Test
        void commandsFailFastAndWorkAfterwards() {
            joined(id);
            stopServer();
            try {
                Future<Outcome> remembered = process.submit(new Rename(id, "Anna"));
                Future<Outcome> unheardOf = process.submit(new Rename(process.idIn(0), "Anna"));

                await().atMost(Duration.ofSeconds(6)).until(() -> remembered.isComplete() && unheardOf.isComplete());
                assertThat(failure(unheardOf)).isInstanceOf(StoreUnavailable.class);
                assertThat(failure(process.submit(new Rename(id, "Anna")))).isInstanceOf(StoreUnavailable.class);
                assertThat(failure(process.submit(new Join(process.idIn(0), "Bob", email()))))
                        .as("a commit that needs no reading before")
                        .isInstanceOf(StoreUnavailable.class);
            } finally {
                startServer();
            }

            await().until(() -> process.submit(new Rename(id, "Bella")), LaneContract::succeeds);
            assertThat(stored(id).name()).isEqualTo("Bella");
        }
    }

    private static boolean succeeds(Future<Outcome> outcome) {
        await().until(outcome::isComplete);
        return outcome.succeeded();
    }
}
