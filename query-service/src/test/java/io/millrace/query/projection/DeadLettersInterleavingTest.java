package io.millrace.query.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.EventEnvelope;
import io.millrace.query.projection.Orders.Bugs;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

class DeadLettersInterleavingTest {

    /**
     * Old builds with bugs and a new one without run side by side, crash, take over from each other, and try again what is
     * parked, all in any order; when the old ones are gone and everything is tried once more, it is as if there had never
     * been a bug.
     */
    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void theEndIsAsWithoutTheBug(@ForAll long seed) {
        Random random = new Random(seed);
        Journals story = RandomStory.tell(random, 5 + random.nextInt(60));
        Projection fixedBuild = Orders.declare(1, Bugs.NONE);
        List<EventEnvelope> heard = story.all().stream()
                .filter(event -> fixedBuild.sources().contains(event.source()))
                .toList();
        MemoryDocumentStore without = new MemoryDocumentStore(1);
        ProjectionWriter inOrder = Writers.over(fixedBuild, without);
        heard.forEach(event -> Outcomes.of(inOrder.apply(List.of(event))));

        List<Projection> builds = new ArrayList<>(List.of(Orders.declare(1, bugs(random, heard))));
        builds.add(random.nextBoolean() ? fixedBuild : Orders.declare(1, bugs(random, heard)));
        MemoryDocumentStore chaotic = new Chaos(builds, story, 1 + random.nextInt(3), random).run();
        ProjectionWriter last = Writers.over(fixedBuild, chaotic);
        Outcomes.of(last.refresh().compose(ready -> new Resubmitter(last).all(() -> false)));

        assertThat(chaotic.letters().all()).isEmpty();
        for (DocumentSet set : fixedBuild.sets()) {
            assertThat(chaotic.documents(set)).as(set.name()).isEqualTo(without.documents(set));
        }
        assertThat(Outcomes.of(chaotic.loadCheckpoint()).deadLetters()).isZero();
    }

    private static Bugs bugs(Random random, List<EventEnvelope> events) {
        Set<String> folds = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            folds.add(events.get(random.nextInt(events.size())).id());
            names.add("Last " + random.nextInt(20));
        }
        return new Bugs(folds, names);
    }
}
