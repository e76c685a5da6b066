package io.millrace.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.CatalogEvent.ProductDiscontinued;
import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventTypes;
import io.millrace.contracts.Money;
import io.millrace.contracts.OrderEvent.OrderCancelled;
import io.millrace.contracts.OrderEvent.OrderConfirmed;
import io.millrace.contracts.OrderEvent.OrderLine;
import io.millrace.contracts.OrderEvent.OrderLineReserved;
import io.millrace.contracts.OrderEvent.OrderPlaced;
import io.millrace.contracts.OrderEvent.OrderRejected;
import io.millrace.contracts.OrderEvent.OrderShipped;
import io.millrace.contracts.testing.SampleStory;
import io.millrace.inventory.StockCommand.ReleaseStock;
import io.millrace.inventory.StockCommand.ReserveStock;
import io.millrace.inventory.StockCommand.ShipStock;
import io.millrace.kit.reaction.Policy.Directed;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OrderPolicyTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String ORDER = "0190a1b2-0000-7000-8000-000000000101";
    private static final String CUSTOMER = "0190a1b2-0000-7000-8000-000000000001";
    private static final String TEA = "0190a1b2-0000-7000-8000-00000000000a";
    private static final String CUP = "0190a1b2-0000-7000-8000-00000000000b";
    private static final Money TOTAL = new Money(900, "EUR");
    private static final List<OrderLine> LINES = List.of(
            new OrderLine(TEA, 2, new Money(100, "EUR")),
            new OrderLine(CUP, 1, new Money(600, "EUR")),
            new OrderLine(TEA, 1, new Money(100, "EUR")));

    private final OrderPolicy policy = new OrderPolicy();

    @Test
    void reservesEachProductOfAPlacedOrderOnceForAllItsLines() {
        assertThat(reaction(new OrderPlaced(ORDER, CUSTOMER, LINES, TOTAL)))
                .containsExactly(
                        new Directed<>(TEA, new ReserveStock(TEA, ORDER, 3)),
                        new Directed<>(CUP, new ReserveStock(CUP, ORDER, 1)));
    }

    @Test
    void addsUpLinesBeyondTheRangeOfOne() {
        OrderLine most = new OrderLine(TEA, Integer.MAX_VALUE, new Money(0, "EUR"));
        assertThat(reaction(new OrderPlaced(ORDER, CUSTOMER, List.of(most, most), TOTAL)))
                .containsExactly(new Directed<>(TEA, new ReserveStock(TEA, ORDER, 2L * Integer.MAX_VALUE)));
    }

    @Test
    void releasesEachProductOfARejectedOrder() {
        assertThat(reaction(new OrderRejected(ORDER, CUSTOMER, LINES, TOTAL, List.of(CUP))))
                .containsExactly(
                        new Directed<>(TEA, new ReleaseStock(TEA, ORDER)),
                        new Directed<>(CUP, new ReleaseStock(CUP, ORDER)));
    }

    @Test
    void releasesEachProductOfACancelledOrder() {
        assertThat(reaction(new OrderCancelled(ORDER, CUSTOMER, LINES, TOTAL, null, NOW)))
                .containsExactly(
                        new Directed<>(TEA, new ReleaseStock(TEA, ORDER)),
                        new Directed<>(CUP, new ReleaseStock(CUP, ORDER)));
    }

    @Test
    void shipsEachProductOfAShippedOrder() {
        assertThat(reaction(new OrderShipped(ORDER, CUSTOMER, LINES, TOTAL, null, null)))
                .containsExactly(
                        new Directed<>(TEA, new ShipStock(TEA, ORDER)), new Directed<>(CUP, new ShipStock(CUP, ORDER)));
    }

    @Test
    void hasNothingToDoWithAnythingElse() {
        assertThat(reaction(new OrderConfirmed(ORDER, CUSTOMER, LINES, TOTAL, NOW)))
                .isEmpty();
        assertThat(reaction(new OrderLineReserved(ORDER, CUSTOMER, TEA))).isEmpty();
        assertThat(reaction(new ProductDiscontinued(TEA))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("io.millrace.contracts.testing.SampleStory#ofAllTimes")
    void itsEventsAreThoseThatItReactsTo(SampleStory story) {
        assertThat(story.events()).allSatisfy(envelope -> {
            Event event = EventTypes.decode(envelope).orElseThrow();
            assertThat(policy.events().contains(event.getClass()))
                    .as(envelope.type())
                    .isEqualTo(!policy.react(event, envelope, NOW).isEmpty());
        });
    }

    private List<Directed<StockCommand>> reaction(Event event) {
        EventTypes.EventType type = EventTypes.of(event);
        EventEnvelope envelope = new EventEnvelope(
                "0190a1b2-0000-7000-8000-0000000000ff",
                type.source(),
                0,
                1,
                event.aggregateId(),
                1,
                type.name(),
                NOW,
                null,
                EventTypes.encode(event));
        return policy.react(event, envelope, NOW);
    }
}
