package io.millrace.runtime.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.contracts.EventEnvelope;
import io.millrace.runtime.log.LogFormat;
import io.millrace.runtime.trace.Tracing.Kind;
import io.millrace.runtime.trace.testing.Collector;
import io.millrace.runtime.trace.testing.Collector.Received;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class TracingTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final TraceParent SAMPLED = new TraceParent(TRACE, "00f067aa0ba902b7", "01");
    private static final TraceParent UNSAMPLED = new TraceParent(TRACE, "00f067aa0ba902b7", "00");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Collector collector = Collector.start();

    @AfterEach
    void close() {
        collector.close();
    }

    private Tracing sending(double ratio) {
        return Tracing.of(new TraceOptions(Optional.of(collector.address()), ratio), "mill", meters);
    }

    @Nested
    class ASpan {

        @Test
        void continuesTheTraceOfItsParent() {
            Tracing tracing = sending(0);
            OpenSpan span = tracing.begin(Kind.SERVER, "POST /grain", SAMPLED);
            assertThat(span.context().traceId()).isEqualTo(TRACE);
            span.with("sacks", 3).end(new IllegalStateException("wet"));
            flushed(tracing);

            assertThat(collector.spans()).singleElement().satisfies(sent -> {
                assertThat(sent.title()).isEqualTo("mill: POST /grain");
                assertThat(sent.kind()).isEqualTo("SERVER");
                assertThat(sent.traceId()).isEqualTo(TRACE);
                assertThat(sent.parentId()).isEqualTo(SAMPLED.parentId());
                assertThat(sent.spanId()).isEqualTo(span.context().parentId());
                assertThat(sent.error()).isTrue();
                assertThat(sent.attributes())
                        .containsEntry("sacks", "3")
                        .containsEntry("error.type", "java.lang.IllegalStateException");
            });
        }

        @Test
        void ofATraceThatItsBeginnerDoesNotWantIsNotSentButCarriesTheTraceOn() {
            Tracing tracing = sending(1);
            OpenSpan span = tracing.begin(Kind.SERVER, "POST /grain", UNSAMPLED);
            span.end(null);
            flushed(tracing);

            assertThat(span.context().traceId()).isEqualTo(TRACE);
            assertThat(span.context().sampled()).isFalse();
            assertThat(collector.spans()).isEmpty();
        }

        @Test
        void isSentForThePartOfTheNewTracesThatIsWanted() {
            Tracing tracing = sending(0.25);
            for (int i = 0; i < 1000; i++) {
                tracing.begin(Kind.WITHIN, "turn", null).end(null);
            }
            flushed(tracing);

            assertThat(collector.spans()).hasSizeBetween(150, 350);
        }
    }

    @Nested
    class AStepWithEvents {

        @Test
        void hasASpanInTheTraceOfItsOneEventAndNoOther() {
            Tracing tracing = sending(1);
            EventSpans spans = tracing.events(Kind.CONSUMER, "react");
            String caused = spans.begin(event(1, SAMPLED.toString()));
            spans.end(null);
            flushed(tracing);

            assertThat(collector.spans()).singleElement().satisfies(sent -> {
                assertThat(sent.parentId()).isEqualTo(SAMPLED.parentId());
                assertThat(caused).isEqualTo("00-" + TRACE + "-" + sent.spanId() + "-01");
                assertThat(sent.attributes()).containsEntry("millrace.position", "1");
                assertThat(sent.links()).isEmpty();
            });
        }

        @Test
        void linksOneSpanOfItsOwnToThoseOfManyEventsUpToABound() {
            Tracing tracing = sending(1);
            List<EventEnvelope> events = IntStream.rangeClosed(1, 500)
                    .mapToObj(position -> event(position, String.format("00-%032x-%016x-01", position, position)))
                    .toList();
            EventSpans spans = tracing.events(Kind.PRODUCER, "publish").begin(events);
            spans.failed("e2", "no queue");
            spans.end(null);
            flushed(tracing);

            List<Received> whole = collector.spans().stream()
                    .filter(span -> span.parentId().isEmpty())
                    .toList();
            List<Received> single = collector.spans().stream()
                    .filter(span -> !span.parentId().isEmpty())
                    .toList();
            assertThat(single).hasSize(128).allSatisfy(span -> {
                String position = span.attributes().getOrDefault("millrace.position", "");
                assertThat(Long.parseLong(span.traceId(), 16)).isEqualTo(Long.parseLong(position));
                assertThat(span.error()).isEqualTo(position.equals("2"));
            });
            assertThat(whole).singleElement().satisfies(span -> {
                assertThat(span.links())
                        .containsExactlyElementsOf(
                                single.stream().map(Received::spanId).toList());
                assertThat(span.attributes()).containsEntry("messaging.batch.message_count", "128");
                assertThat(single).allSatisfy(each -> assertThat(each.links()).containsExactly(span.spanId()));
            });
        }

        @Test
        void hasNoSpansForEventsWithoutATraceOrOfOneThatIsNotWanted() {
            Tracing tracing = sending(1);
            List<@Nullable String> caused = new ArrayList<>();
            List<Future<Void>> steps = new ArrayList<>();
            EventSpans spans = tracing.events(Kind.CONSUMER, "react");
            caused.add(spans.begin(event(1, null)));
            caused.add(spans.begin(event(2, UNSAMPLED.toString())));
            caused.add(spans.begin(event(3, "nonsense")));
            spans.end(new IllegalStateException());
            steps.add(
                    tracing.within(Kind.CONSUMER, "copy", List.of(event(4, null)), events -> Future.succeededFuture()));
            flushed(tracing);

            assertThat(steps).allMatch(Future::succeeded);
            assertThat(caused).containsExactly(null, UNSAMPLED.toString(), "nonsense");
            assertThat(collector.spans()).isEmpty();
        }
    }

    @Nested
    class SwitchedOff {

        @Test
        void makesNothingAndPassesTracesOn() {
            Tracing off = Tracing.of(TraceOptions.NONE, "mill", meters);
            EventEnvelope event = event(1, SAMPLED.toString());

            assertThat(off).isSameAs(Tracing.OFF);
            assertThat(off.isOn()).isFalse();
            assertThat(off.events(Kind.CONSUMER, "react")).isSameAs(EventSpans.NONE);
            assertThat(EventSpans.NONE.begin(event)).isSameAs(event.traceparent());
            assertThat(off.begin(Kind.WITHIN, "turn", SAMPLED).context()).isEqualTo(SAMPLED);
        }
    }

    @Nested
    class ACollectorThatIsDown {

        private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
        private final Logger log = (Logger) LoggerFactory.getLogger("io");

        @Test
        void costsALineAndSpansAndNothingElse() {
            LogFormat.begin("mill");
            lines.start();
            log.addAppender(lines);
            URI address = collector.address();
            collector.close();
            Tracing tracing = Tracing.of(TraceOptions.to(address), "mill", meters);
            try {
                long began = System.nanoTime();
                for (int i = 0; i < 50_000; i++) {
                    tracing.begin(Kind.WITHIN, "turn", null).end(null);
                }
                assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began))
                        .isLessThan(5);
                assertThat(counted("ended")).isEqualTo(50_000);
                await().until(() -> !lines.list.isEmpty());
                try (Collector back = Collector.start(address.getPort())) {
                    await().untilAsserted(() -> {
                        tracing.begin(Kind.WITHIN, "late turn", null).end(null);
                        assertThat(back.spans()).anyMatch(span -> span.name().equals("late turn"));
                    });
                    await().until(() -> counted("sent") > 0);
                    assertThat(counted("sent")).isLessThan(counted("ended"));
                }
                assertThat(lines.list)
                        .map(ILoggingEvent::getFormattedMessage)
                        .containsExactly(
                                "Traces cannot be sent to 127.0.0.1:" + address.getPort()
                                        + " and are lost until they can (java.net.ConnectException: Connection refused)",
                                "Traces can be sent to 127.0.0.1:" + address.getPort() + " again");
            } finally {
                log.detachAppender(lines);
                flushed(tracing);
            }
        }

        private double counted(String what) {
            return meters.counter("millrace.trace.spans." + what).count();
        }
    }

    private static void flushed(Tracing tracing) {
        tracing.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private static EventEnvelope event(long position, @Nullable String traceparent) {
        return new EventEnvelope(
                "e" + position,
                "grain",
                0,
                position,
                "sack",
                position,
                "SackFilled.v1",
                Instant.EPOCH,
                traceparent,
                "{}");
    }
}
