package io.millrace.orders;

import static io.millrace.embedded.junit.Futures.await;
import static io.millrace.orders.OrderStories.ADA;
import static io.millrace.orders.OrderStories.CUP;
import static io.millrace.orders.OrderStories.ORDER;
import static io.millrace.orders.OrderStories.TEA;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.CatalogEvent.ProductAdded;
import io.millrace.contracts.CatalogEvent.ProductDiscontinued;
import io.millrace.contracts.CatalogEvent.ProductRepriced;
import io.millrace.contracts.CatalogEvent.ProductRevised;
import io.millrace.contracts.CustomerEvent.CustomerClosed;
import io.millrace.contracts.CustomerEvent.CustomerEmailChanged;
import io.millrace.contracts.CustomerEvent.CustomerRegistered;
import io.millrace.contracts.CustomerEvent.CustomerRenamed;
import io.millrace.contracts.Event;
import io.millrace.contracts.Money;
import io.millrace.embedded.junit.PostgresServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.kit.journal.StoreOptions;
import io.millrace.kit.journal.WriteStore;
import io.millrace.orders.OrderCommand.Item;
import io.millrace.orders.OrderCommand.Known;
import io.millrace.orders.OrderCommand.KnownCustomer;
import io.millrace.orders.OrderCommand.KnownProduct;
import io.millrace.orders.OrderCommand.PlaceOrder;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What orders keeps of what others tell, as an order that is placed finds it. */
@WithInfrastructure
@WithVertx
class CopiesIT {

    private static final Money CHEAP = new Money(100, "EUR");
    private static final Money DEAR = new Money(250, "EUR");
    private static final ProductAdded TEA_ADDED =
            new ProductAdded(TEA, "TEA-1", "Tea", null, "drinks", CHEAP, Map.of());
    private static final CustomerRegistered REGISTERED =
            new CustomerRegistered(ADA, "Ada", "Lovelace", "ada@example.org");

    private static Pool pool;

    @BeforeAll
    static void open(Vertx vertx, PostgresServer postgres) {
        String uri = postgres.freshUri("orders");
        await(OrdersService.definition()
                .store()
                .open(vertx, "orders", new OrderDecider(), StoreOptions.of(uri))
                .compose(WriteStore::close));
        pool = PgBuilder.pool().connectingTo(uri).using(vertx).build();
    }

    @AfterAll
    static void close() {
        await(pool.close());
    }

    @BeforeEach
    void forget() {
        await(pool.query("TRUNCATE customer_copy, product_copy").execute());
    }

    @Test
    void whatNobodyHasToldOfIsUnknown() {
        assertThat(known()).isEqualTo(new Known(null, Map.of()));
    }

    @Nested
    class ACustomer {

        @Test
        void isKnownOnceRegistered() {
            customers(REGISTERED);
            assertThat(known().customer()).isEqualTo(new KnownCustomer(false));
        }

        @Test
        void staysKnownWhateverElseChanges() {
            customers(REGISTERED, new CustomerRenamed(ADA, "Augusta", "King"), new CustomerEmailChanged(ADA, "a@b.c"));
            assertThat(known().customer()).isEqualTo(new KnownCustomer(false));
        }

        @Test
        void isClosedWithinOneBatchOrInTwo() {
            customers(REGISTERED, new CustomerClosed(ADA));
            assertThat(known().customer()).isEqualTo(new KnownCustomer(true));
            forget();
            customers(REGISTERED);
            customers(new CustomerClosed(ADA));
            assertThat(known().customer()).isEqualTo(new KnownCustomer(true));
        }
    }

    @Nested
    class AProduct {

        @Test
        void hasThePriceItWasAddedWith() {
            products(TEA_ADDED);
            assertThat(known().products()).isEqualTo(Map.of(TEA, new KnownProduct(CHEAP, false)));
        }

        @Test
        void hasTheLastOfItsPricesWithinOneBatchOrInTwo() {
            products(TEA_ADDED, new ProductRepriced(TEA, new Money(1, "CHF")), new ProductRepriced(TEA, DEAR));
            assertThat(known().products()).isEqualTo(Map.of(TEA, new KnownProduct(DEAR, false)));
            products(new ProductRepriced(TEA, CHEAP));
            assertThat(known().products()).isEqualTo(Map.of(TEA, new KnownProduct(CHEAP, false)));
        }

        @Test
        void keepsItsPriceWhenItsTextsAreRevised() {
            products(TEA_ADDED, new ProductRevised(TEA, "Green tea", null, "drinks", Map.of()));
            assertThat(known().products()).isEqualTo(Map.of(TEA, new KnownProduct(CHEAP, false)));
        }

        @Test
        void staysDiscontinuedThoughRepriced() {
            products(TEA_ADDED, new ProductDiscontinued(TEA));
            products(new ProductRepriced(TEA, DEAR));
            assertThat(known().products()).isEqualTo(Map.of(TEA, new KnownProduct(DEAR, true)));
        }

        @Test
        void isFoundAmongOthers() {
            products(TEA_ADDED, new ProductAdded(CUP, "CUP-1", "Cup", null, "kitchen", DEAR, Map.of()));
            assertThat(known().products())
                    .isEqualTo(Map.of(TEA, new KnownProduct(CHEAP, false), CUP, new KnownProduct(DEAR, false)));
        }
    }

    private static void customers(Event... events) {
        await(pool.withTransaction(connection -> Copies.customers(connection, List.of(events))));
    }

    private static void products(Event... events) {
        await(pool.withTransaction(connection -> Copies.products(connection, List.of(events))));
    }

    private static Known known() {
        OrderCommand place = new PlaceOrder(ORDER, ADA, List.of(new Item(TEA, 1), new Item(CUP, 1)));
        List<OrderCommand> completed =
                await(pool.withConnection(connection -> new CopyLookup().complete(connection, List.of(place))));
        return requireNonNull(((PlaceOrder) completed.get(0)).known());
    }
}
