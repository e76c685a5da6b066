package io.millrace.query.projection;

import static io.millrace.query.projection.Orders.CUSTOMERS;
import static io.millrace.query.projection.Orders.placed;
import static io.millrace.query.projection.Orders.registered;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.contracts.CustomerEvent.CustomerClosed;
import io.millrace.contracts.CustomerEvent.CustomerEmailChanged;
import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.millrace.runtime.trace.TraceOptions;
import io.millrace.runtime.trace.Tracing;
import io.millrace.runtime.trace.testing.Collector;
import io.millrace.runtime.trace.testing.Collector.Received;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each event's span, below the step that decided it. */
class ProjectionSpansTest {

    private final Journals journals = new Journals(1);
    private final MemoryDocumentStore store = new MemoryDocumentStore(1);
    private final Collector collector = Collector.start();
    private final Tracing tracing =
            Tracing.of(TraceOptions.to(collector.address()), "query", new SimpleMeterRegistry());
    private final Generation generation = Generation.first(Orders.PROJECTION);
    private final ProjectionWriter writer = new ProjectionWriter(
            Orders.PROJECTION,
            generation,
            store,
            store.letters(),
            new RunMetrics(
                    new SimpleMeterRegistry(), generation, () -> tracing.events(Tracing.Kind.CONSUMER, "apply orders")),
            () -> false,
            checkpoint -> {},
            (reached, topics) -> {});

    @AfterEach
    void close() {
        collector.close();
    }

    @Test
    void isAnErrorForTheEventThatIsParkedAlone() {
        apply(registered("ada", "King"), new CustomerClosed("ada"), placed("one", "ada"));

        assertThat(spans().stream()
                        .collect(Collectors.toMap(
                                span -> span.attributes().get("millrace.event.type"), Received::error)))
                .containsOnly(
                        Map.entry("CustomerRegistered.v2", false),
                        Map.entry("CustomerClosed.v1", true),
                        Map.entry("OrderPlaced.v1", false));
    }

    @Test
    void isThereOnceForWhatTouchesADocumentAndNotAtAllForTheRest() {
        apply(registered("ada", "King"));
        apply(new CustomerEmailChanged("ada", "ada@example.org"));

        assertThat(spans()).singleElement().satisfies(span -> {
            assertThat(span.name()).isEqualTo("apply orders");
            assertThat(span.parentId()).isEqualTo("0000000000000001");
        });
        assertThat(store.documents(CUSTOMERS)).containsOnlyKeys("ada");
    }

    @Test
    void isNotThereAgainForWhatWasAppliedBefore() {
        List<EventEnvelope> events = apply(registered("ada", "King"));
        Outcomes.of(writer.apply(events));

        assertThat(spans()).hasSize(1);
    }

    private List<EventEnvelope> apply(Event... events) {
        List<EventEnvelope> happened = List.of(events).stream()
                .map(event -> traced(journals.happened(Instant.EPOCH, event)))
                .toList();
        Outcomes.of(writer.refresh().compose(ready -> writer.apply(happened)));
        return happened;
    }

    private EventEnvelope traced(EventEnvelope event) {
        return new EventEnvelope(
                event.id(),
                event.source(),
                event.partition(),
                event.position(),
                event.aggregateId(),
                event.aggregateVersion(),
                event.type(),
                event.time(),
                String.format(
                        "00-4bf92f3577b34da6a3ce929d0e0e4736-%016x-01",
                        journals.all().size()),
                event.data());
    }

    /** Without the one that stands for a batch. */
    private List<Received> spans() {
        tracing.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        return collector.spans().stream()
                .filter(span -> !span.parentId().isEmpty())
                .toList();
    }
}
