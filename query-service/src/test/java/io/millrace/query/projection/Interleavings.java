package io.millrace.query.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;

/** The check that every projection has to pass: whatever the order of partitions, the cuts and the crashes, one outcome. */
public final class Interleavings {

    private Interleavings() {}

    /** Tells a random story in order, and to several processes in disorder; the documents have to be equal. */
    public static void comeOutTheSame(Projection projection, long seed) {
        Random random = new Random(seed);
        Journals journals = RandomStory.tell(random, 5 + random.nextInt(60));
        MemoryDocumentStore inOrder = new MemoryDocumentStore(projection.version());
        ProjectionWriter writer = Writers.over(projection, inOrder);
        journals.all().stream()
                .filter(envelope -> projection.sources().contains(envelope.source()))
                .forEach(envelope -> Outcomes.of(writer.apply(List.of(envelope))));
        MemoryDocumentStore chaotic = new Chaos(projection, journals, 1 + random.nextInt(3), random).run();
        for (DocumentSet set : projection.sets()) {
            assertThat(chaotic.documents(set)).as(set.name()).isEqualTo(inOrder.documents(set));
        }
    }
}
