package io.millrace.system.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.ConsistencyToken;
import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventTypes;
import io.millrace.kit.testing.JournalReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** All that the journals of the services hold at one moment, read from their stores. */
final class Journals {

    private static final List<String> SERVICES = List.of("customers", "catalog", "inventory", "orders");

    private final Map<String, List<EventEnvelope>> partitions = new TreeMap<>();

    private final Set<String> written = new HashSet<>();

    /** @param stores where each service's journal is, credentials included, by the service's name */
    static Journals read(UnaryOperator<String> stores) {
        Journals journals = new Journals();
        for (String service : SERVICES) {
            try (JournalReader reader = JournalReader.of(service, stores.apply(service))) {
                reader.envelopes().forEach(journals::add);
            }
        }
        return journals;
    }

    private void add(EventEnvelope envelope) {
        written.add(envelope.aggregateId() + "#" + envelope.aggregateVersion());
        partitions
                .computeIfAbsent(
                        ConsistencyToken.key(envelope.source(), envelope.partition()), any -> new ArrayList<>())
                .add(envelope);
    }

    int size() {
        return partitions.values().stream().mapToInt(List::size).sum();
    }

    /** Covers everything. */
    ConsistencyToken token() {
        Map<String, Long> heads = new HashMap<>();
        partitions.forEach((partition, events) -> heads.put(partition, (long) events.size()));
        return new ConsistencyToken(heads);
    }

    /** The events of a service, each aggregate's in order. */
    void forEach(String service, BiConsumer<EventEnvelope, Event> action) {
        partitions.forEach((partition, events) -> {
            if (partition.startsWith(service + "/")) {
                events.forEach(envelope ->
                        action.accept(envelope, EventTypes.decode(envelope).orElseThrow()));
            }
        });
    }

    void assertDense() {
        partitions.forEach((partition, events) -> {
            for (int i = 0; i < events.size(); i++) {
                assertThat(events.get(i).position())
                        .as("positions of " + partition)
                        .isEqualTo(i + 1);
            }
        });
        Map<String, Long> versions = new HashMap<>();
        for (String service : SERVICES) {
            forEach(
                    service,
                    (envelope, event) -> assertThat(envelope.aggregateVersion())
                            .as("version of " + envelope)
                            .isEqualTo(versions.merge(service + envelope.aggregateId(), 1L, Long::sum)));
        }
    }

    void assertHolds(Acknowledged answer) {
        answer.token().positions().forEach((partition, position) -> {
            List<EventEnvelope> events = partitions.getOrDefault(partition, List.of());
            assertThat(events)
                    .as("%s holds %s", partition, answer)
                    .hasSizeGreaterThanOrEqualTo(Math.toIntExact(position));
            assertThat(written.contains(answer.aggregateId() + "#" + answer.version()))
                    .as("%s holds %s", partition, answer)
                    .isTrue();
        });
    }
}
