package io.millrace.kit.lane;

import static io.millrace.embedded.junit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.DistributionSummary;
import io.millrace.embedded.junit.PostgresServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.kit.journal.ConstraintViolation;
import io.millrace.kit.journal.OutcomeUnknown;
import io.millrace.kit.journal.StoreOptions;
import io.millrace.kit.journal.StoreUnavailable;
import io.millrace.kit.lane.Outcome.Done;
import io.millrace.kit.lane.Outcome.KeyReused;
import io.millrace.kit.membership.HeldPartition;
import io.millrace.kit.membership.MemberCommand.Join;
import io.millrace.kit.membership.MemberCommand.Rename;
import io.millrace.kit.membership.MemberProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Also what can only be seen while another session holds up a partition's commits. */
@WithInfrastructure
@WithVertx
class PostgresLanesIT extends LaneContract {

    private final PostgresServer postgres;

    PostgresLanesIT(PostgresServer postgres) {
        this.postgres = postgres;
    }

    @Override
    String freshUri() {
        return postgres.freshUri("members");
    }

    @Override
    void stopServer() {
        postgres.stop();
    }

    @Override
    void startServer() {
        postgres.start();
    }

    @Nested
    class WhileACommitIsHeldUp {

        @Test
        void whatComesGathers(Vertx vertx) {
            MemberProcess fresh = start(vertx, SMALL_BATCHES);
            List<Future<Outcome>> outcomes = new ArrayList<>();
            try (HeldPartition held = HeldPartition.hold(other, 0)) {
                outcomes.add(fresh.submit(new Join(fresh.idIn(0), "First", email())));
                held.awaitBlocked(1);
                IntStream.range(0, 50)
                        .forEach(i -> outcomes.add(fresh.submit(new Join(fresh.idIn(0), "M" + i, email()))));
            }

            outcomes.forEach(LaneContract::done);
            DistributionSummary batches =
                    fresh.meters.get("millrace.lane.batch.events").summary();
            assertThat(batches.count())
                    .as("one, one behind it, one of the rest")
                    .isBetween(2L, 3L);
            assertThat(outcomes.stream().map(LaneContract::done).map(Done::position))
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
            MemberProcess small = start(vertx, new LaneLimits(10, 20, 1));
            String id = small.idIn(0);
            done(small.submit(new Join(id, "Ann", email())));
            List<Future<Outcome>> taken;
            try (HeldPartition held = HeldPartition.hold(other, 0)) {
                taken = new ArrayList<>(List.of(small.submit(new Rename(id, "First"))));
                held.awaitBlocked(1);
                IntStream.range(0, 20).forEach(i -> taken.add(small.submit(new Rename(id, "M" + i))));

                Future<Outcome> tooMuch = small.submit(new Rename(id, "Last"));
                assertThat(failure(tooMuch)).isInstanceOf(LaneOverloaded.class);
            }

            taken.forEach(LaneContract::done);
            assertThat(small.meters.get("millrace.lane.batch.events").summary().max())
                    .isEqualTo(10);
        }

        @Test
        void drainingWaitsForWhatWasTakenAndRefusesTheRest(Vertx vertx) {
            MemberProcess stopping = start(vertx, SMALL_BATCHES);
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
    class AKeyWhileACommitIsHeldUp {

        @Test
        void countsOnceForRequestsInOneBatch() {
            String id = process.idIn(0);
            String key = MemberProcess.freshId();
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
            String key = MemberProcess.freshId();
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
    class AJournalWithMorePartitionsThanAskedFor {

        @Test
        void hasAConnectionForEachOfThem(Vertx vertx) {
            StoreOptions asked = StoreOptions.of(postgres.freshUri("members"));
            MemberProcess.start(vertx, asked.withPartitions(16), SMALL_BATCHES, CommitListener.NONE)
                    .close();
            Integer[] all = IntStream.range(0, 16).boxed().toArray(Integer[]::new);
            try (MemberProcess wide = MemberProcess.start(vertx, asked, SMALL_BATCHES, CommitListener.NONE)) {
                try (HeldPartition held = HeldPartition.hold(wide, all)) {
                    Stream.of(all).forEach(i -> wide.submit(new Join(wide.idIn(i), "Ann", email())));
                    held.awaitBlocked(16);

                    await(wide.store.ping());
                }
            }
        }
    }

    @Nested
    class ACommitThatBreaks {

        @Test
        void aBrokenConnectionFailsItsBatchAndTheLaneGoesOn() {
            String id = process.idIn(0);
            joined(id);
            Future<Outcome> broken;
            try (HeldPartition held = HeldPartition.hold(other, 0)) {
                broken = process.submit(new Rename(id, "Anna"));

                held.breakOne();

                assertThat(failure(broken)).isInstanceOfAny(OutcomeUnknown.class, StoreUnavailable.class);
            }

            assertThat(done(process.submit(new Rename(id, "Bella"))).version()).isEqualTo(2);
        }

        /** More often than there are connections. */
        @Test
        void aBrokenConnectionWithTwoBatchesOnItIsNoLoss() {
            for (int i = 0; i < 12; i++) {
                List<Future<Outcome>> both;
                try (HeldPartition held = HeldPartition.hold(other, 0)) {
                    both = List.of(
                            process.submit(new Join(process.idIn(0), "Ann", email())),
                            process.submit(new Join(process.idIn(0), "Bob", email())));
                    held.breakOne();
                    assertThat(failure(both.get(0))).isInstanceOfAny(OutcomeUnknown.class, StoreUnavailable.class);
                }
                await().until(both.get(1)::isComplete);
                joined(process.idIn(0));
            }
        }

        @Test
        void onTextThatPostgresCannotHoldFailsItsCommand() {
            Future<Outcome> unwritable = process.submit(new Join(process.idIn(0), "\u0000", email()));

            assertThat(failure(unwritable)).isInstanceOf(ConstraintViolation.class);
        }
    }
}
