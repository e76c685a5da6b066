package io.millrace.kit.lane;

import static io.millrace.kit.lane.ScriptedJournal.aggregates;
import static io.millrace.kit.membership.MemberProcess.freshId;
import static io.millrace.kit.membership.MemberProcess.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.contracts.CustomerEvent;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.kit.lane.Work.CommandWork;
import io.millrace.kit.membership.Member;
import io.millrace.kit.membership.MemberCommand;
import io.millrace.kit.membership.MemberCommand.Join;
import io.millrace.kit.membership.MemberProcess;
import io.millrace.kit.membership.MemberTable;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@WithVertx
class SmallBatchesTest {

    private final SmallBatches one = new SmallBatches(1);

    @Test
    void handsATurnOnInTheOrderOfWaiting() {
        List<String> turns = new ArrayList<>();
        assertThat(one.enter(SmallBatchesTest::never)).isTrue();
        assertThat(one.enter(() -> turns.add("first"))).isFalse();
        assertThat(one.enter(() -> turns.add("second"))).isFalse();
        assertThat(turns).isEmpty();

        one.leave();
        assertThat(turns).containsExactly("first");
        one.leave();
        assertThat(turns).containsExactly("first", "second");

        one.leave();
        assertThat(one.enter(SmallBatchesTest::never)).isTrue();
    }

    @Test
    void makesALaneGatherButNotForEver(Vertx vertx) throws InterruptedException {
        ScriptedJournal journal = new ScriptedJournal(vertx);
        Lane<MemberCommand, Member, CustomerEvent> lane = lane(vertx, journal);
        String ann = freshId();
        String bob = freshId();
        one.enter(SmallBatchesTest::never);

        journal.home(0).runOnContext(together -> {
            lane.submit(join(ann));
            lane.submit(join(bob));
        });

        assertThat(aggregates(journal.batch())).containsExactly(ann, bob);
    }

    @Test
    void getsItsTurnBackWhenABatchIsDone(Vertx vertx) throws InterruptedException {
        ScriptedJournal journal = new ScriptedJournal(vertx);
        Lane<MemberCommand, Member, CustomerEvent> lane = lane(vertx, journal);
        CountDownLatch turn = new CountDownLatch(1);
        lane.submit(join(freshId()));
        var batch = journal.batch();
        assertThat(one.enter(turn::countDown)).isFalse();

        batch.answer().complete(0L);

        assertThat(turn.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private static void never() {
        throw new AssertionError("has no turn to wait for");
    }

    private Lane<MemberCommand, Member, CustomerEvent> lane(Vertx vertx, ScriptedJournal journal) {
        return new Lane<>(
                vertx,
                journal.home(0),
                0,
                journal,
                MemberProcess.DECIDER,
                MemberTable::violation,
                LaneLimits.DEFAULT,
                one,
                new LaneMeters(new SimpleMeterRegistry()),
                CommitListener.NONE);
    }

    private static Work<MemberCommand, Member> join(String id) {
        return new CommandWork<>(request(new Join(id, "Name", id + "@x")), Promise.promise());
    }
}
