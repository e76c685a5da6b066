package io.millrace.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.runtime.http.testing.RawHttp;
import io.millrace.runtime.trace.CurrentTrace;
import io.millrace.runtime.trace.TraceOptions;
import io.millrace.runtime.trace.Tracing;
import io.millrace.runtime.trace.testing.Collector;
import io.millrace.runtime.trace.testing.Collector.Received;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestSpansTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CLIENT = "00f067aa0ba902b7";

    private final Collector collector = Collector.start();
    private final Tracing tracing =
            Tracing.of(TraceOptions.to(collector.address()), "workshop", new SimpleMeterRegistry());
    private final Workshop workshop = new Workshop(Workshop.limits(2, Duration.ofSeconds(10)), tracing);
    private final RawHttp http = new RawHttp(workshop.address());

    @AfterEach
    void close() {
        workshop.close();
        collector.close();
    }

    @Test
    void tellWhatWasAskedAndAnswered() {
        assertThat(http.get("/jobs/" + Workshop.ID).status()).isEqualTo(200);

        assertThat(sent()).singleElement().satisfies(span -> {
            assertThat(span.title()).isEqualTo("workshop: GET /jobs/{id}");
            assertThat(span.kind()).isEqualTo("SERVER");
            assertThat(span.parentId()).isEmpty();
            assertThat(span.error()).isFalse();
            assertThat(span.attributes())
                    .containsEntry("http.request.method", "GET")
                    .containsEntry("http.route", "/jobs/{id}")
                    .containsEntry("http.response.status_code", "200");
        });
    }

    @Test
    void areWhatHandlersAndLogLinesAreToldToBelongTo() {
        workshop.misbehaviour.put(
                "showNote",
                request -> Future.succeededFuture(Reply.ok(new JsonObject()
                        .put("line", String.valueOf(CurrentTrace.get()))
                        .put("handler", request.traceParent().orElseThrow().toString()))));
        JsonObject told = http.get("/notes/a", "traceparent: 00-" + TRACE + "-" + CLIENT + "-01")
                .json();

        assertThat(sent()).singleElement().satisfies(span -> {
            assertThat(span.traceId()).isEqualTo(TRACE);
            assertThat(span.parentId()).isEqualTo(CLIENT);
            assertThat(told.getString("line")).startsWith("00-" + TRACE + "-" + span.spanId());
            assertThat(told.getString("handler")).isEqualTo(told.getString("line"));
        });
    }

    @Test
    void areErrorsWhenTheServerFailsAndNotWhenTheClientDoes() {
        workshop.misbehaviour.put("overdueJobs", request -> Future.failedFuture("worn out"));
        assertThat(http.get("/jobs/overdue").status()).isEqualTo(500);
        assertThat(http.get("/jobs?limit=x").status()).isEqualTo(400);

        assertThat(sent())
                .satisfiesExactlyInAnyOrder(
                        failed -> {
                            assertThat(failed.name()).isEqualTo("GET /jobs/overdue");
                            assertThat(failed.error()).isTrue();
                            assertThat(failed.attributes()).containsEntry("error.type", "500");
                        },
                        refused -> {
                            assertThat(refused.name()).isEqualTo("GET /jobs");
                            assertThat(refused.error()).isFalse();
                        });
    }

    @Test
    void areMadeForOperationsOnly() {
        http.get("/health/ready");
        http.get("/metrics");
        http.get("/nowhere");

        assertThat(sent()).isEmpty();
    }

    private List<Received> sent() {
        Workshop.await(tracing.close());
        return collector.spans();
    }
}
