package io.millrace.kit.lane;

import static io.millrace.embedded.junit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.CustomerEvent;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventTypes;
import io.millrace.kit.journal.Question;
import io.millrace.kit.journal.Versioned;
import io.millrace.kit.membership.Member;
import io.millrace.kit.membership.MemberProcess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the store holds of one history: its events, and the states that they left behind. */
final class Story {

    private final Map<Integer, Long> from;
    private final Map<Integer, Long> heads;
    private final Map<Integer, List<EventEnvelope>> events = new HashMap<>();
    private final Map<String, Versioned<Member>> states = new HashMap<>();
    private final Map<String, List<Member>> versions = new HashMap<>();

    private Story(Map<Integer, Long> from, Map<Integer, Long> heads) {
        this.from = from;
        this.heads = heads;
    }

    /** Where the journal stands now. */
    static Story read(MemberProcess process) {
        Map<Integer, Long> heads = await(process.journal.heads());
        return new Story(heads, heads);
    }

    static Story readSince(Story before, MemberProcess process) {
        Story story = new Story(before.heads, await(process.journal.heads()));
        story.heads.keySet().forEach(partition -> story.load(process, partition));
        return story;
    }

    private void load(MemberProcess process, int partition) {
        List<EventEnvelope> loaded = await(process.journal.read(partition, from.getOrDefault(partition, 0L), 10_000));
        events.put(partition, loaded);
        Set<String> ids = loaded.stream().map(EventEnvelope::aggregateId).collect(Collectors.toSet());
        states.putAll(await(process.journal.ask(new Question<>(partition, ids, Set.of(), List.of(), false)))
                .states());
        loaded.forEach(this::fold);
    }

    private void fold(EventEnvelope envelope) {
        List<Member> history = versions.computeIfAbsent(
                envelope.aggregateId(), id -> new ArrayList<>(List.of(MemberProcess.DECIDER.initialState())));
        assertThat(envelope.aggregateVersion()).as("gapless versions").isEqualTo(history.size());
        history.add(MemberProcess.DECIDER.evolve(history.get(history.size() - 1), event(envelope)));
    }

    static CustomerEvent event(EventEnvelope envelope) {
        return (CustomerEvent) EventTypes.decode(envelope).orElseThrow();
    }

    /** Positions are dense, and the events fold to exactly the states. */
    void assertSound() {
        events.forEach((partition, list) -> {
            long position = from.getOrDefault(partition, 0L);
            for (EventEnvelope event : list) {
                assertThat(event.position()).as("dense positions").isEqualTo(++position);
            }
            assertThat(position).as("head").isEqualTo(heads.get(partition));
        });
        Map<String, Versioned<Member>> folded = new HashMap<>();
        versions.forEach((id, list) -> folded.put(id, new Versioned<>(list.get(list.size() - 1), list.size() - 1L)));
        assertThat(states).as("states are what the events fold to").isEqualTo(folded);
    }

    List<EventEnvelope> events(int partition) {
        return events.getOrDefault(partition, List.of());
    }

    List<EventEnvelope> events() {
        return events.values().stream().flatMap(List::stream).toList();
    }

    Set<Integer> partitions() {
        return events.keySet();
    }

    /** The last version of an aggregate; 0 if it never came to be. */
    long version(String id) {
        return versions.getOrDefault(id, List.of(Member.NOBODY)).size() - 1L;
    }

    /** An aggregate as it was at a version. */
    Member at(String id, long version) {
        return versions.getOrDefault(id, List.of(Member.NOBODY)).get((int) version);
    }

    /** The position at which an aggregate came to a version; 0 for version 0. */
    long position(String id, long version) {
        return events().stream()
                .filter(event -> event.aggregateId().equals(id) && event.aggregateVersion() == version)
                .mapToLong(EventEnvelope::position)
                .findFirst()
                .orElse(0);
    }
}
