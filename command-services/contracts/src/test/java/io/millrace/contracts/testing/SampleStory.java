package io.millrace.contracts.testing;

import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventTypes;
import io.millrace.contracts.EventTypes.EventType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The published samples as the journals that a build of its time would have written: of every type all samples of one
 * version. Every sample of every version that ever was is in one of {@link #ofAllTimes}.
 *
 * @param samples names of samples, in the order in which they happened
 */
public record SampleStory(List<String> samples) {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    public SampleStory {
        samples = List.copyOf(samples);
    }

    /** From the first versions to the current ones. */
    public static List<SampleStory> ofAllTimes() {
        int latest = EventTypes.all().mapToInt(EventType::version).max().orElseThrow();
        return IntStream.rangeClosed(1, latest).mapToObj(SampleStory::at).toList();
    }

    private static SampleStory at(int time) {
        List<String> all = PublishedFiles.names("samples");
        return new SampleStory(EventTypes.all()
                .map(type -> type.source() + "/" + type.name(Math.min(time, type.version())))
                .flatMap(schema -> all.stream()
                        .filter(sample -> PublishedFiles.schemaOfSample(sample).equals(schema)))
                .toList());
    }

    /** The same story as it would be written today: each sample's counterpart in the current version. */
    public SampleStory today() {
        return new SampleStory(samples.stream().map(SampleStory::today).toList());
    }

    /** The name of a sample's counterpart in the current version, which says the same. */
    public static String today(String sample) {
        String name = PublishedFiles.schemaOfSample(sample).replaceFirst(".*/", "");
        int version = EventTypes.find(name).orElseThrow().version();
        return sample.replaceFirst("\\.v\\d+", ".v" + version);
    }

    /** The journals of all services, each in one partition. */
    public List<EventEnvelope> events() {
        Map<String, Long> counts = new HashMap<>();
        List<EventEnvelope> events = new ArrayList<>();
        samples.forEach(sample -> events.add(envelope(sample, counts)));
        return events;
    }

    /** One service's journal. */
    public List<EventEnvelope> events(String source) {
        return events().stream().filter(event -> event.source().equals(source)).toList();
    }

    private static EventEnvelope envelope(String sample, Map<String, Long> counts) {
        String[] sourceAndType = PublishedFiles.schemaOfSample(sample).split("/", 2);
        String source = sourceAndType[0];
        long position = counts.merge(source, 1L, Long::sum);
        EventEnvelope placed = new EventEnvelope(
                String.format("019aab42-0000-7000-8000-%012x", counts.merge("", 1L, Long::sum)),
                source,
                0,
                position,
                "",
                1,
                sourceAndType[1],
                NOON.plusSeconds(position),
                null,
                PublishedFiles.text("samples", sample));
        String aggregate = EventTypes.decode(placed).map(Event::aggregateId).orElseThrow();
        return new EventEnvelope(
                placed.id(),
                source,
                0,
                position,
                aggregate,
                counts.merge(source + "/" + aggregate, 1L, Long::sum),
                placed.type(),
                placed.time(),
                null,
                placed.data());
    }
}
