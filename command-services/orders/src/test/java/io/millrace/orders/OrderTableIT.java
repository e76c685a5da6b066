package io.millrace.orders;

import static io.millrace.embedded.junit.Futures.await;
import static io.millrace.orders.OrderStories.ADA;
import static io.millrace.orders.OrderStories.CONFIRMED;
import static io.millrace.orders.OrderStories.CUP;
import static io.millrace.orders.OrderStories.LINES;
import static io.millrace.orders.OrderStories.PLACED;
import static io.millrace.orders.OrderStories.TEA;
import static io.millrace.orders.OrderStories.TEA_PRICE;
import static io.millrace.orders.OrderStories.TOTAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.Money;
import io.millrace.contracts.OrderEvent;
import io.millrace.contracts.OrderEvent.OrderLine;
import io.millrace.embedded.junit.PostgresServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.kit.journal.Batch;
import io.millrace.kit.journal.Journal;
import io.millrace.kit.journal.NewEvent;
import io.millrace.kit.journal.Question;
import io.millrace.kit.journal.StateChange;
import io.millrace.kit.journal.StoreOptions;
import io.millrace.kit.journal.Versioned;
import io.millrace.kit.journal.WriteStore;
import io.millrace.orders.Order.Status;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is written into the table of orders is read back equal. */
@WithInfrastructure
@WithVertx
class OrderTableIT {

    private static WriteStore<OrderCommand, Order, OrderEvent> store;
    private static Journal<OrderCommand, Order, OrderEvent> journal;

    @BeforeAll
    static void open(Vertx vertx, PostgresServer postgres) {
        store = await(OrdersService.definition()
                .store()
                .open(vertx, "orders", new OrderDecider(), StoreOptions.of(postgres.freshUri("orders"))));
        journal = store.journal();
    }

    @AfterAll
    static void close() {
        await(store.close());
    }

    @Test
    void keepsAnOrderThatWaits() {
        assertRoundTrip(new Order(Status.PLACED, ADA, LINES, TOTAL, Set.of(), null));
    }

    @Test
    void keepsWhichProductsAreReserved() {
        assertRoundTrip(new Order(Status.PLACED, ADA, LINES, TOTAL, Set.of(TEA), null));
        assertRoundTrip(new Order(Status.REJECTED, ADA, LINES, TOTAL, Set.of(CUP), null));
    }

    @Test
    void keepsWhenItWasConfirmedToTheMicrosecond() {
        Instant confirmed = Instant.parse("2026-03-01T12:00:00.123456Z");
        assertRoundTrip(new Order(Status.CONFIRMED, ADA, LINES, TOTAL, Set.of(TEA, CUP), confirmed));
        assertRoundTrip(new Order(Status.CANCELLED, ADA, LINES, TOTAL, Set.of(TEA, CUP), confirmed));
    }

    @Test
    void keepsLinesInTheirOrderThoughTheyAreOfOneProduct() {
        List<OrderLine> lines = List.of(
                new OrderLine(TEA, 3, TEA_PRICE), new OrderLine(CUP, 1, TEA_PRICE), new OrderLine(TEA, 1, TEA_PRICE));
        assertRoundTrip(new Order(Status.SHIPPED, ADA, lines, new Money(750, "EUR"), Set.of(TEA, CUP), null));
    }

    @Test
    void keepsTheLargestNumbersAndNothing() {
        Money most = new Money(Long.MAX_VALUE, "XTS");
        assertRoundTrip(new Order(
                Status.PLACED, ADA, List.of(new OrderLine(TEA, Integer.MAX_VALUE, most)), most, Set.of(), null));
        Money free = new Money(0, "JPY");
        assertRoundTrip(new Order(Status.PLACED, ADA, List.of(new OrderLine(TEA, 1, free)), free, Set.of(), null));
    }

    @Test
    void isOverwrittenWhole() {
        String id = UUID.randomUUID().toString();
        Order placed = new Order(Status.PLACED, ADA, LINES, TOTAL, Set.of(), null);
        Order confirmed = placed.confirmed(CONFIRMED.confirmedAt());
        write(id, new Versioned<>(Order.NONE, 0), new Versioned<>(placed, 1), PLACED);
        write(id, new Versioned<>(placed, 1), new Versioned<>(confirmed, 2), CONFIRMED);

        assertThat(read(id)).isEqualTo(new Versioned<>(confirmed, 2));
    }

    private static void assertRoundTrip(Order order) {
        String id = UUID.randomUUID().toString();
        write(id, new Versioned<>(Order.NONE, 0), new Versioned<>(order, 1), PLACED);
        assertThat(read(id)).isEqualTo(new Versioned<>(order, 1));
    }

    private static void write(String id, Versioned<Order> before, Versioned<Order> after, OrderEvent event) {
        NewEvent<OrderEvent> written =
                new NewEvent<>(UUID.randomUUID(), id, after.version(), Instant.EPOCH, null, event);
        await(journal.append(
                new Batch<>(0, List.of(new StateChange<>(id, before, after)), List.of(written), List.of(), List.of())));
    }

    private static @Nullable Versioned<Order> read(String id) {
        return await(journal.ask(new Question<>(0, Set.of(id), Set.of(), List.of(), false)))
                .states()
                .get(id);
    }
}
