package io.millrace.system.trace;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.embedded.junit.Infrastructure;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.kit.testing.JournalReader.Entry;
import io.millrace.runtime.trace.TraceOptions;
import io.millrace.runtime.trace.testing.Collector;
import io.millrace.runtime.trace.testing.Collector.Received;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a collector gets to see of an order: from the request through the saga to the read model, in one trace. */
@Tag("own-servers")
@WithInfrastructure
@WithVertx
class TracingIT {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CLIENT = "00f067aa0ba902b7";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long CLOCKS_DIFFER_NANOS = 2_000_000;

    private final Vertx vertx;
    private final Infrastructure servers;

    TracingIT(Vertx vertx, Infrastructure servers) {
        this.vertx = vertx;
        this.servers = servers;
    }

    @Test
    void anOrderIsOneTraceOverAllServices() {
        try (Collector collector = Collector.start();
                TracedShop shop = new TracedShop(vertx, servers, TraceOptions.to(collector.address()))) {
            beginsAtItsRequest(collector, shop);
            continuesTheClientsTrace(collector, shop);
            isNotSentIfTheClientDoesNotWantIt(collector, shop);
            whatTheServerCannotDoIsAnError(collector, shop);
        }
    }

    private static void beginsAtItsRequest(Collector collector, TracedShop shop) {
        String order = shop.confirmedOrder();
        String decidedIn =
                requireNonNull(shop.orders().journal().entries(order).get(0).traceparent());
        Received append = eventually(() -> isWhole(new Story(collector.trace(traceOf(decidedIn))), ""));

        assertThat(decidedIn).startsWith("00-" + append.traceId() + "-" + append.spanId() + "-");
        assertThat(append.attributes())
                .containsEntry("millrace.command", "PlaceOrder")
                .containsEntry("millrace.outcome", "done")
                .containsEntry("millrace.aggregate.id", order);
    }

    private static void continuesTheClientsTrace(Collector collector, TracedShop shop) {
        shop.confirmedOrder("traceparent: 00-" + TRACE + "-" + CLIENT + "-01");

        var unused = eventually(() -> isWhole(new Story(collector.trace(TRACE)), CLIENT));
    }

    /** From the request to the read model that shows the order confirmed, by way of inventory. */
    private static Received isWhole(Story story, String client) {
        Received request = story.the("orders: POST /orders", client);
        assertThat(request.kind()).isEqualTo("SERVER");
        assertThat(request.attributes()).containsEntry("http.response.status_code", "201");

        Received append = story.the("orders: append orders", request.spanId());
        Received publish = story.the("orders: publish orders.events", append.spanId());
        assertThat(publish.kind()).isEqualTo("PRODUCER");
        story.the("query: apply order-history", append.spanId());

        Received reserve = story.the("inventory: react inventory.orders", append.spanId());
        assertThat(reserve.kind()).isEqualTo("CONSUMER");
        assertThat(reserve.attributes()).containsEntry("millrace.event.type", "OrderPlaced.v1");
        story.the("inventory: publish inventory.events", reserve.spanId());
        story.the("query: apply products", reserve.spanId());

        Received confirm = story.the("orders: react orders.inventory", reserve.spanId());
        assertThat(confirm.attributes()).containsEntry("millrace.event.type", "StockReserved.v1");
        story.the("orders: publish orders.events", confirm.spanId());
        Received shown = story.the("query: apply order-history", confirm.spanId());
        assertThat(shown.attributes()).containsEntry("millrace.event.type", "OrderConfirmed.v1");

        assertThat(story.spans).noneMatch(Received::error).allSatisfy(span -> {
            assertThat(span.startNanos()).isGreaterThanOrEqualTo(request.startNanos() - CLOCKS_DIFFER_NANOS);
            assertThat(span.endNanos()).isGreaterThanOrEqualTo(span.startNanos());
        });
        return append;
    }

    /** Every service has sent what came later. */
    private static void isNotSentIfTheClientDoesNotWantIt(Collector collector, TracedShop shop) {
        String unwanted = "a" + TRACE.substring(1);
        String later = "b" + TRACE.substring(1);
        String order = shop.confirmedOrder("traceparent: 00-" + unwanted + "-" + CLIENT + "-00");
        shop.confirmedOrder("traceparent: 00-" + later + "-" + CLIENT + "-01");
        var unused = eventually(() -> isWhole(new Story(collector.trace(later)), CLIENT));

        assertThat(collector.trace(unwanted)).isEmpty();
        assertThat(shop.orders().journal().entries(order))
                .allSatisfy(event -> assertThat(event.traceparent())
                        .startsWith("00-" + unwanted + "-")
                        .endsWith("-00"));
    }

    private static void whatTheServerCannotDoIsAnError(Collector collector, TracedShop shop) {
        assertThat(shop.refusedOrder().status()).isEqualTo(400);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(collector.spans())
                        .filteredOn(span -> "400".equals(span.attributes().get("http.response.status_code")))
                        .singleElement()
                        .satisfies(span -> assertThat(span.error()).isFalse()));
    }

    @Test
    void switchedOffNothingIsSentAndEventsCarryOnlyWhatTheClientSent() {
        try (Collector collector = Collector.start();
                TracedShop shop = new TracedShop(vertx, servers, TraceOptions.NONE)) {
            String traced = shop.confirmedOrder("traceparent: 00-" + TRACE + "-" + CLIENT + "-01");
            String untraced = shop.confirmedOrder();

            assertThat(shop.orders().journal().entries(traced))
                    .map(Entry::traceparent)
                    .containsOnly("00-" + TRACE + "-" + CLIENT + "-01");
            assertThat(shop.orders().journal().entries(untraced))
                    .map(Entry::traceparent)
                    .containsOnlyNulls();
            assertThat(collector.spans()).isEmpty();
        }
    }

    private static String traceOf(String traceparent) {
        return traceparent.substring(3, 35);
    }

    private static <T> T eventually(Callable<T> story) {
        return await().atMost(PATIENCE).ignoreExceptions().until(story, Objects::nonNull);
    }

    /** The spans of one trace. */
    private record Story(List<Received> spans) {

        /** The only one of a name below a parent. */
        Received the(String title, String parentId) {
            List<Received> found = spans.stream()
                    .filter(span ->
                            span.title().equals(title) && span.parentId().equals(parentId))
                    .toList();
            assertThat(found)
                    .as("%s below \"%s\" in %s", title, parentId, spans)
                    .hasSize(1);
            return found.get(0);
        }
    }
}
