package io.millrace.kit.lane;

import static io.millrace.embedded.junit.Futures.await;

import io.millrace.kit.journal.StoreOptions;
import io.millrace.kit.membership.MemberProcess;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Whatever several processes do at once to the same few members, the journal and the states tell one story, and every
 * answer given is part of it. Not shrunk: a race that is lost once need not be lost again. Every store runs this, each
 * over as many random histories: {@code jqwik.tries.default}, 100 unless told.
 */
abstract class LanesProperty {

    private static List<Vertx> vertxs = List.of();
    private static List<MemberProcess> processes = List.of();

    /** Starts three processes on a store. */
    static void startProcesses(String uri) {
        vertxs = Stream.generate(() -> Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2)))
                .limit(3)
                .toList();
        processes = vertxs.stream()
                .map(vertx -> MemberProcess.start(
                        vertx,
                        StoreOptions.of(uri).withPartitions(2),
                        new LaneLimits(16, 4096, 1),
                        CommitListener.NONE))
                .toList();
    }

    @AfterContainer
    static void stopProcesses() {
        processes.forEach(MemberProcess::close);
        vertxs.forEach(vertx -> await(vertx.close()));
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Step.arbitrary().list().ofMinSize(10).ofMaxSize(60);
    }

    @Property(edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void everyInterleavingIsOneStory(@ForAll("steps") List<Step> steps) {
        Story before = Story.read(processes.get(0));
        History history = new History(processes);

        history.play(steps);

        Story story = Story.readSince(before, processes.get(0));
        story.assertSound();
        new Verdict(history, story).assertEveryAnswerTrue();
    }
}
