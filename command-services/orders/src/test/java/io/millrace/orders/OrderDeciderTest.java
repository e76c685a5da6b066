package io.millrace.orders;

import static io.millrace.kit.decider.Rejection.Kind.CONFLICT;
import static io.millrace.kit.decider.Rejection.Kind.UNKNOWN;
import static io.millrace.kit.decider.Rejection.Kind.UNPROCESSABLE;
import static io.millrace.orders.OrderStories.ADA;
import static io.millrace.orders.OrderStories.CONFIRMED;
import static io.millrace.orders.OrderStories.CUP;
import static io.millrace.orders.OrderStories.CUP_PRICE;
import static io.millrace.orders.OrderStories.KNOWN;
import static io.millrace.orders.OrderStories.LINES;
import static io.millrace.orders.OrderStories.NOON;
import static io.millrace.orders.OrderStories.ORDER;
import static io.millrace.orders.OrderStories.PLACED;
import static io.millrace.orders.OrderStories.REJECTED;
import static io.millrace.orders.OrderStories.TEA;
import static io.millrace.orders.OrderStories.TEA_PRICE;
import static io.millrace.orders.OrderStories.TEA_RESERVED;
import static io.millrace.orders.OrderStories.TOTAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.Money;
import io.millrace.contracts.OrderEvent;
import io.millrace.contracts.OrderEvent.OrderCancelled;
import io.millrace.contracts.OrderEvent.OrderConfirmed;
import io.millrace.contracts.OrderEvent.OrderLine;
import io.millrace.contracts.OrderEvent.OrderLineReserved;
import io.millrace.contracts.OrderEvent.OrderPlaced;
import io.millrace.contracts.OrderEvent.OrderShipped;
import io.millrace.kit.decider.DeciderSpec;
import io.millrace.orders.Order.Status;
import io.millrace.orders.OrderCommand.CancelOrder;
import io.millrace.orders.OrderCommand.Item;
import io.millrace.orders.OrderCommand.Known;
import io.millrace.orders.OrderCommand.KnownCustomer;
import io.millrace.orders.OrderCommand.KnownProduct;
import io.millrace.orders.OrderCommand.PlaceOrder;
import io.millrace.orders.OrderCommand.RecordReserved;
import io.millrace.orders.OrderCommand.RecordShort;
import io.millrace.orders.OrderCommand.ShipOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class OrderDeciderTest {

    private static final PlaceOrder PLACE =
            new PlaceOrder(ORDER, ADA, List.of(new Item(TEA, 2), new Item(CUP, 1))).knowing(KNOWN);
    private static final RecordReserved TEA_IS_RESERVED = new RecordReserved(ORDER, TEA, NOON);
    private static final RecordReserved CUP_IS_RESERVED = new RecordReserved(ORDER, CUP, NOON);
    private static final RecordShort CUP_IS_SHORT = new RecordShort(ORDER, CUP);
    private static final CancelOrder CANCEL = new CancelOrder(ORDER, "changed my mind");
    private static final ShipOrder SHIP = new ShipOrder(ORDER, "Pony Express", "PE-1");
    private static final OrderCancelled CANCELLED =
            new OrderCancelled(ORDER, ADA, LINES, TOTAL, "changed my mind", null);
    private static final OrderShipped SHIPPED = new OrderShipped(ORDER, ADA, LINES, TOTAL, "Pony Express", "PE-1");

    private final DeciderSpec<OrderCommand, Order, OrderEvent> order = DeciderSpec.of(new OrderDecider());

    @Nested
    class BeingPlaced {

        @Test
        void takesPricesFromTheCopyAndAddsThemUp() {
            order.given().when(PLACE).then(PLACED);
        }

        @Test
        void mayNameAProductInSeveralLines() {
            order.given()
                    .when(place(KNOWN, new Item(TEA, 1), new Item(TEA, 2)))
                    .then(new OrderPlaced(
                            ORDER,
                            ADA,
                            List.of(new OrderLine(TEA, 1, TEA_PRICE), new OrderLine(TEA, 2, TEA_PRICE)),
                            new Money(450, "EUR")));
        }

        @Test
        void mayBeForFree() {
            Known gift = knowing(TEA, new KnownProduct(new Money(0, "EUR"), false));
            order.given()
                    .when(place(gift, new Item(TEA, 1)))
                    .then(new OrderPlaced(
                            ORDER, ADA, List.of(new OrderLine(TEA, 1, new Money(0, "EUR"))), new Money(0, "EUR")));
        }

        @Test
        void needsACustomerThatItHasHeardOf() {
            order.given()
                    .when(place(new Known(null, KNOWN.products()), new Item(TEA, 1)))
                    .thenRejected(UNPROCESSABLE, "unknown-customer");
        }

        @Test
        void needsACustomerThatIsNotClosed() {
            order.given()
                    .when(place(new Known(new KnownCustomer(true), KNOWN.products()), new Item(TEA, 1)))
                    .thenRejected(UNPROCESSABLE, "customer-closed");
        }

        @Test
        void needsAPriceForEveryProduct() {
            order.given()
                    .when(place(KNOWN, new Item(TEA, 1), new Item("0190a1b2-0000-7000-8000-00000000000c", 1)))
                    .thenRejected(UNPROCESSABLE, "unknown-product");
        }

        @Test
        void needsProductsThatAreStillSold() {
            order.given()
                    .when(place(knowing(CUP, new KnownProduct(CUP_PRICE, true)), new Item(TEA, 1), new Item(CUP, 1)))
                    .thenRejected(UNPROCESSABLE, "product-discontinued");
        }

        @Test
        void isInOneCurrency() {
            Known abroad = knowing(CUP, new KnownProduct(new Money(600, "CHF"), false));
            order.given()
                    .when(place(abroad, new Item(TEA, 1), new Item(CUP, 1)))
                    .thenRejected(UNPROCESSABLE, "mixed-currencies");
        }

        @Test
        void cannotBeWorthMoreThanCanBeCounted() {
            Known dear = knowing(CUP, new KnownProduct(new Money(Long.MAX_VALUE, "EUR"), false));
            order.given().when(place(dear, new Item(CUP, 2))).thenRejected(UNPROCESSABLE, "total-too-large");
            order.given()
                    .when(place(dear, new Item(CUP, 1), new Item(TEA, 1)))
                    .thenRejected(UNPROCESSABLE, "total-too-large");
        }

        @Test
        void happensOnce() {
            order.given(PLACED).when(PLACE).thenRejected(CONFLICT, "order-exists");
        }

        private static PlaceOrder place(Known known, Item... items) {
            return new PlaceOrder(ORDER, ADA, List.of(items)).knowing(known);
        }

        private static Known knowing(String product, KnownProduct facts) {
            Map<String, KnownProduct> products = new HashMap<>(KNOWN.products());
            products.put(product, facts);
            return new Known(KNOWN.customer(), products);
        }
    }

    @Nested
    class ThatDoesNotExist {

        @Test
        void cannotBeCancelledOrShipped() {
            order.given().when(CANCEL).thenRejected(UNKNOWN, "unknown-order");
            order.given().when(SHIP).thenRejected(UNKNOWN, "unknown-order");
        }

        @Test
        void hasNoUseForAnswersOfInventory() {
            order.given().when(TEA_IS_RESERVED).thenNothing();
            order.given().when(CUP_IS_SHORT).thenNothing();
        }
    }

    @Nested
    class WaitingForInventory {

        @Test
        void remembersWhatIsReserved() {
            order.given(PLACED).when(TEA_IS_RESERVED).then(TEA_RESERVED);
        }

        @Test
        void isConfirmedByTheLastProduct() {
            order.given(PLACED, TEA_RESERVED).when(CUP_IS_RESERVED).then(CONFIRMED);
        }

        @Test
        void isConfirmedInWhateverOrderTheProductsCome() {
            order.given(PLACED)
                    .when(CUP_IS_RESERVED)
                    .then(new OrderLineReserved(ORDER, ADA, CUP))
                    .when(TEA_IS_RESERVED)
                    .then(CONFIRMED);
        }

        @Test
        void isConfirmedAtOnceWhenAllLinesAreOfOneProduct() {
            List<OrderLine> lines = List.of(new OrderLine(TEA, 1, TEA_PRICE), new OrderLine(TEA, 2, TEA_PRICE));
            Money total = new Money(450, "EUR");
            order.given(new OrderPlaced(ORDER, ADA, lines, total))
                    .when(TEA_IS_RESERVED)
                    .then(new OrderConfirmed(ORDER, ADA, lines, total, NOON));
        }

        @Test
        void countsAProductOnce() {
            order.given(PLACED, TEA_RESERVED).when(TEA_IS_RESERVED).thenNothing();
        }

        @Test
        void doesNotCountWhatItDidNotAskFor() {
            order.given(PLACED)
                    .when(new RecordReserved(ORDER, "0190a1b2-0000-7000-8000-00000000000c", NOON))
                    .thenNothing();
        }

        @Test
        void isRejectedByTheFirstProductThatIsShort() {
            order.given(PLACED).when(CUP_IS_SHORT).then(REJECTED);
            order.given(PLACED, TEA_RESERVED).when(CUP_IS_SHORT).then(REJECTED);
        }

        @Test
        void canBeCancelled() {
            order.given(PLACED).when(CANCEL).then(CANCELLED);
        }

        @Test
        void cannotBeShipped() {
            order.given(PLACED).when(SHIP).thenRejected(CONFLICT, "order-not-confirmed");
        }
    }

    @Nested
    class ThatIsConfirmed {

        @Test
        void canBeShipped() {
            order.given(PLACED, TEA_RESERVED, CONFIRMED).when(SHIP).then(SHIPPED);
        }

        @Test
        void canBeShippedWithoutACarrier() {
            order.given(PLACED, CONFIRMED)
                    .when(new ShipOrder(ORDER, null, null))
                    .then(new OrderShipped(ORDER, ADA, LINES, TOTAL, null, null));
        }

        @Test
        void canStillBeCancelledAndTellsWhenItWasConfirmed() {
            order.given(PLACED, CONFIRMED)
                    .when(new CancelOrder(ORDER, null))
                    .then(new OrderCancelled(ORDER, ADA, LINES, TOTAL, null, NOON));
        }

        @Test
        void ignoresLateAnswers() {
            order.given(PLACED, CONFIRMED).when(CUP_IS_RESERVED).thenNothing();
            order.given(PLACED, CONFIRMED).when(CUP_IS_SHORT).thenNothing();
        }
    }

    @Nested
    class ThatIsOver {

        @Test
        void ignoresLateAnswers() {
            for (OrderEvent end : List.of(REJECTED, CANCELLED, SHIPPED)) {
                order.given(PLACED, end).when(TEA_IS_RESERVED).thenNothing();
                order.given(PLACED, end).when(CUP_IS_SHORT).thenNothing();
            }
        }

        @Test
        void cannotBeShipped() {
            for (OrderEvent end : List.of(REJECTED, CANCELLED, SHIPPED)) {
                order.given(PLACED, end).when(SHIP).thenRejected(CONFLICT, "order-not-confirmed");
            }
        }

        @Test
        void cannotBeCancelledWhenRejectedOrShipped() {
            order.given(PLACED, REJECTED).when(CANCEL).thenRejected(CONFLICT, "order-not-cancellable");
            order.given(PLACED, CONFIRMED, SHIPPED).when(CANCEL).thenRejected(CONFLICT, "order-not-cancellable");
        }

        @Test
        void canBeCancelledAgainForNothing() {
            order.given(PLACED, CANCELLED).when(CANCEL).thenNothing();
        }
    }

    @Test
    void theStateIsWhatTheEventsSay() {
        assertThat(order.given().state()).isEqualTo(Order.NONE);
        assertThat(order.given(PLACED, TEA_RESERVED).state())
                .isEqualTo(new Order(Status.PLACED, ADA, LINES, TOTAL, Set.of(TEA), null));
        assertThat(order.given(PLACED, TEA_RESERVED, CONFIRMED).state())
                .isEqualTo(new Order(Status.CONFIRMED, ADA, LINES, TOTAL, Set.of(TEA, CUP), NOON));
        assertThat(order.given(PLACED, CONFIRMED, SHIPPED).state().status()).isEqualTo(Status.SHIPPED);
        assertThat(order.given(PLACED, TEA_RESERVED, REJECTED).state())
                .isEqualTo(new Order(Status.REJECTED, ADA, LINES, TOTAL, Set.of(TEA), null));
        assertThat(order.given(PLACED, CANCELLED).state().status()).isEqualTo(Status.CANCELLED);
    }
}
