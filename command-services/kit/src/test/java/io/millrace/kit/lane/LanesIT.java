package io.millrace.kit.lane;

import static io.millrace.embedded.junit.Futures.await;
import static io.millrace.kit.membership.MemberProcess.freshId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.DistributionSummary;
import io.millrace.embedded.junit.PostgresServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.kit.decider.Rejection;
import io.millrace.kit.journal.ConstraintViolation;
import io.millrace.kit.journal.OutcomeUnknown;
import io.millrace.kit.journal.Question;
import io.millrace.kit.journal.StoreOptions;
import io.millrace.kit.journal.StoreUnavailable;
import io.millrace.kit.journal.Versioned;
import io.millrace.kit.lane.Outcome.Done;
import io.millrace.kit.lane.Outcome.KeyReused;
import io.millrace.kit.lane.Outcome.Refused;
import io.millrace.kit.lane.Outcome.VersionMismatch;
import io.millrace.kit.membership.HeldPartition;
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

@WithInfrastructure
@WithVertx
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LanesIT {

    private String uri;
    private MemberProcess process;
    private MemberProcess other;
    private final List<MemberProcess> processes = new ArrayList<>();

    @BeforeAll
    void startProcesses(Vertx vertx, PostgresServer postgres) {
        uri = postgres.freshUri("members");
        process = start(vertx, LaneLimits.DEFAULT);
        other = start(vertx, LaneLimits.DEFAULT);
    }

    private MemberProcess start(Vertx vertx, LaneLimits limits) {
        MemberProcess started = MemberProcess.start(vertx, StoreOptions.of(uri), limits, partition -> {});
        processes.add(started);
        return started;
    }

    @AfterAll
    void stopProcesses() {
        processes.forEach(MemberProcess::close);
    }

    private static String email() {
        return freshId() + "@x";
    }

    private Done joined(String id) {
        return done(process.submit(new Join(id, "Ann", email())));
    }

    private static Done done(Future<Outcome> outcome) {
        Outcome came = await(outcome);
        assertThat(came).isInstanceOf(Done.class);
        return (Done) came;
    }

    private static void assertRefused(Future<Outcome> outcome, Rejection rejection) {
        assertThat(await(outcome)).isEqualTo(new Refused(rejection));
    }

    private static Throwable failure(Future<?> future) {
        await().until(future::isComplete);
        assertThat(future.failed()).isTrue();
        return future.cause();
    }

    private Member stored(String id) {
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

        @Test
        void countsOnceForRequestsInOneBatch() {
            String id = process.idIn(0);
            String key = freshId();
            joined(id);
            List<Future<Outcome>> outcomes;
            try (HeldPartition held = HeldPartition.hold(other, 0)) {
                process.submit(new Join(process.idIn(0), "Eve", email()));
                held.awaitBlocked(1);
                outcomes = IntStream.range(0, 4)
                        .mapToObj(i -> process.submit(new Rename(id, "Anna"), key, i == 3 ? "other" : "p"))
                        .toList();
            }

            assertThat(done(outcomes.get(0)).repeated()).isFalse();
            assertThat(done(outcomes.get(1)).repeated()).isTrue();
            assertThat(done(outcomes.get(2)).position())
                    .isEqualTo(done(outcomes.get(0)).position());
            assertThat(await(outcomes.get(3))).isEqualTo(new KeyReused());
        }

        @Test
        void isAnsweredByTheFirstOfTwoRequestsThatTakeTheSameAddressAtOnce() {
            String key = freshId();
            String email = email();
            String winner = process.idIn(1);
            Future<Outcome> second;
            Done first;
            try (HeldPartition held = HeldPartition.hold(other, 0)) {
                second = process.submit(new Join(process.idIn(0), "Ann", email), key, "p");
                held.awaitBlocked(1);
                first = done(process.submit(new Join(winner, "Ann", email), key, "p"));
            }

            assertThat(first.repeated()).isFalse();
            assertThat(done(second)).isEqualTo(new Done(winner, 1, 1, first.position(), first.body(), true));
        }
    }

    @Nested
    class WhileACommitIsHeldUp {

        @Test
        void whatComesGathersIntoOneBatch(Vertx vertx) {
            MemberProcess fresh = start(vertx, LaneLimits.DEFAULT);
            List<Future<Outcome>> outcomes = new ArrayList<>();
            try (HeldPartition held = HeldPartition.hold(other, 0)) {
                outcomes.add(fresh.submit(new Join(fresh.idIn(0), "First", email())));
                held.awaitBlocked(1);
                IntStream.range(0, 50)
                        .forEach(i -> outcomes.add(fresh.submit(new Join(fresh.idIn(0), "M" + i, email()))));
            }

            outcomes.forEach(LanesIT::done);
            DistributionSummary batches =
                    fresh.meters.get("millrace.lane.batch.events").summary();
            assertThat(batches.count()).isEqualTo(2);
            assertThat(batches.max()).isEqualTo(50);
            assertThat(outcomes.stream().map(LanesIT::done).map(Done::position))
                    .isSorted()
                    .doesNotHaveDuplicates();
        }

        @Test
        void otherPartitionsGoOn() {
            try (HeldPartition held = HeldPartition.hold(other, 0)) {
                Future<Outcome> stuck = process.submit(new Join(process.idIn(0), "Ann", email()));
                held.awaitBlocked(1);

                done(process.submit(new Join(process.idIn(1), "Bob", email())));
                assertThat(stuck.isComplete()).isFalse();
            }
        }

        @Test
        void whatIsTooMuchIsRefusedAtOnce(Vertx vertx) {
            MemberProcess small = start(vertx, new LaneLimits(10, 20));
            List<Future<Outcome>> taken;
            try (HeldPartition held = HeldPartition.hold(other, 0)) {
                taken = new ArrayList<>(List.of(small.submit(new Join(small.idIn(0), "First", email()))));
                held.awaitBlocked(1);
                IntStream.range(0, 20).forEach(i -> taken.add(small.submit(new Join(small.idIn(0), "M" + i, email()))));

                Future<Outcome> tooMuch = small.submit(new Join(small.idIn(0), "Last", email()));
                assertThat(failure(tooMuch)).isInstanceOf(LaneOverloaded.class);
            }

            taken.forEach(LanesIT::done);
            assertThat(small.meters.get("millrace.lane.batch.events").summary().max())
                    .isEqualTo(10);
        }

        @Test
        void drainingWaitsForWhatWasTakenAndRefusesTheRest(Vertx vertx) {
            MemberProcess stopping = start(vertx, LaneLimits.DEFAULT);
            List<Future<Outcome>> taken;
            Future<Void> drained;
            try (HeldPartition held = HeldPartition.hold(other, 0)) {
                taken = IntStream.range(0, 30)
                        .mapToObj(i -> stopping.submit(new Join(stopping.idIn(0), "M" + i, email())))
                        .toList();
                held.awaitBlocked(1);
                drained = stopping.lanes.drain();

                assertThat(failure(stopping.submit(new Join(stopping.idIn(0), "Late", email()))))
                        .isInstanceOf(LaneOverloaded.class);
                assertThat(drained.isComplete()).isFalse();
            }

            await(drained);
            assertThat(taken).allMatch(Future::succeeded);
            await(stopping.lanes.drain());
        }
    }

    @Nested
    class AnIdleLane {

        @Test
        void waitsForNoCompany(Vertx vertx) {
            MemberProcess fresh = start(vertx, LaneLimits.DEFAULT);
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
            MemberProcess fresh = start(vertx, LaneLimits.DEFAULT);
            String ann = process.idIn(0);
            String bob = process.idIn(0);
            String carol = process.idIn(0);
            String taken = email();
            done(process.submit(new Join(carol, "Carol", email())));
            done(process.submit(new Join(ann, "Ann", taken)));
            done(process.submit(new Join(bob, "Bob", email())));
            List<Future<Outcome>> good = new ArrayList<>();
            Future<Outcome> takes;
            Future<Outcome> confuses;
            Future<Outcome> tooLong;
            Future<Outcome> unwritable;
            Future<Outcome> exists;
            try (HeldPartition held = HeldPartition.hold(other, 0)) {
                Future<Outcome> first = fresh.submit(new Rename(bob, "Bob 0"));
                held.awaitBlocked(1);
                good.add(first);
                good.add(fresh.submit(new Rename(bob, "Bob 1")));
                takes = fresh.submit(new ChangeEmail(carol, taken));
                good.add(fresh.submit(new Join(fresh.idIn(0), "New", email())));
                confuses = fresh.submit(new Confuse(bob));
                good.add(fresh.submit(new Rename(bob, "Bob 2")));
                tooLong = fresh.submit(new Join(fresh.idIn(0), "x".repeat(300), email()));
                unwritable = fresh.submit(new Join(fresh.idIn(0), "\u0000", email()));
                good.add(fresh.submit(new Rename(ann, "Anna")));
                exists = fresh.submit(new Join(ann, "Eve", email()));
                good.add(fresh.submit(new Rename(bob, "Bob 3")));
            }

            good.forEach(LanesIT::done);
            assertRefused(takes, MemberDecider.EMAIL_TAKEN);
            assertThat(failure(confuses)).isInstanceOf(IllegalStateException.class);
            assertThat(failure(tooLong))
                    .isInstanceOfSatisfying(
                            ConstraintViolation.class,
                            violation -> assertThat(violation.constraint()).isEqualTo("member_name_length"));
            assertThat(failure(unwritable)).isInstanceOf(ConstraintViolation.class);
            assertRefused(exists, MemberDecider.KNOWN);
            assertThat(stored(bob).name()).isEqualTo("Bob 3");
            assertThat(stored(ann)).isEqualTo(new Member(Member.Status.ACTIVE, "Anna", taken));
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
    class TheStoreFails {

        private final String id = process.idIn(0);

        @Test
        void aBrokenConnectionFailsItsBatchAndTheLaneGoesOn() {
            joined(id);
            Future<Outcome> broken;
            try (HeldPartition held = HeldPartition.hold(other, 0)) {
                broken = process.submit(new Rename(id, "Anna"));

                held.breakOne();

                assertThat(failure(broken)).isInstanceOfAny(OutcomeUnknown.class, StoreUnavailable.class);
            }

            assertThat(done(process.submit(new Rename(id, "Bella"))).version()).isEqualTo(2);
        }

        @Test
        void commandsFailFastWhileItIsDownAndWorkAfterwards(PostgresServer postgres) {
            joined(id);
            postgres.stop();
            try {
                Future<Outcome> remembered = process.submit(new Rename(id, "Anna"));
                Future<Outcome> unheardOf = process.submit(new Rename(process.idIn(0), "Anna"));

                await().atMost(Duration.ofSeconds(5)).until(() -> remembered.isComplete() && unheardOf.isComplete());
                assertThat(failure(unheardOf)).isInstanceOf(StoreUnavailable.class);
                assertThat(failure(process.submit(new Rename(id, "Anna")))).isInstanceOf(StoreUnavailable.class);
                assertThat(failure(process.submit(new Join(process.idIn(0), "Bob", email()))))
                        .as("a commit that needs no reading before")
                        .isInstanceOf(StoreUnavailable.class);
            } finally {
                postgres.start();
            }

            await().until(() -> process.submit(new Rename(id, "Bella")), LanesIT::succeeds);
            assertThat(stored(id).name()).isEqualTo("Bella");
        }
    }

    private static boolean succeeds(Future<Outcome> outcome) {
        await().until(outcome::isComplete);
        return outcome.succeeded();
    }
}
