package io.millrace.system.saga;

import static io.millrace.kit.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.junit.Infrastructure;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@WithInfrastructure
@WithVertx
class SagaIT {

    private static Infrastructure servers;
    private static Market market;

    @BeforeAll
    static void open(Vertx vertx, Infrastructure infrastructure) {
        servers = infrastructure;
        market = new Market(vertx, infrastructure);
    }

    @AfterAll
    static void close() {
        market.close();
    }

    @Nested
    class WithEnoughInTheWarehouse {

        @Test
        void anOrderIsConfirmedLineByLineAndItsStockReserved() {
            String tea = market.product(150, 5);
            String cup = market.product(600, 1);
            String order = market.place(market.customer(), Map.of(tea, 2, cup, 1));

            market.happens(order, "OrderPlaced", "OrderLineReserved", "OrderConfirmed");
            market.assertStock(tea, 5, 2);
            market.assertStock(cup, 1, 1);
            JsonObject confirmed = market.orders.journal().entries(order).get(2).data();
            assertThat(confirmed.getJsonObject("total"))
                    .isEqualTo(new JsonObject().put("amount", 900).put("currency", "EUR"));
        }

        @Test
        void aShippedOrderTakesItsStockAway() {
            String tea = market.product(150, 5);
            String order = market.place(market.customer(), Map.of(tea, 2));
            market.happens(order, "OrderPlaced", "OrderConfirmed");

            assertThat(market.ship(order).status()).isEqualTo(200);
            market.happensToStock(tea, "StockReceived", "StockReserved", "StockShipped");
            market.assertStock(tea, 3, 0);
            assertThat(market.held(tea)).isZero();
            assertProblem(market.ship(order), 409, "order-not-confirmed");
            assertProblem(market.cancel(order), 409, "order-not-cancellable");
        }

        @Test
        void aCancelledOrderGivesItsStockBack() {
            String tea = market.product(150, 5);
            String order = market.place(market.customer(), Map.of(tea, 2));
            market.happens(order, "OrderPlaced", "OrderConfirmed");

            assertThat(market.cancel(order).status()).isEqualTo(200);
            market.happensToStock(tea, "StockReceived", "StockReserved", "StockReleased");
            market.assertStock(tea, 5, 0);
            assertThat(market.held(tea)).isZero();
            assertProblem(market.ship(order), 409, "order-not-confirmed");
        }

        @Test
        void whatOneOrderGivesBackAnotherCanHave() {
            String tea = market.product(150, 5);
            String customer = market.customer();
            String first = market.place(customer, Map.of(tea, 5));
            market.happens(first, "OrderPlaced", "OrderConfirmed");
            String second = market.place(customer, Map.of(tea, 5));
            market.happens(second, "OrderPlaced", "OrderRejected");
            market.cancel(first);
            market.assertStock(tea, 5, 0);

            String third = market.place(customer, Map.of(tea, 5));
            market.happens(third, "OrderPlaced", "OrderConfirmed");
        }
    }

    @Nested
    class WithTooLittleInTheWarehouse {

        @Test
        void anOrderIsRejectedAndItsOtherLinesGivenBack() {
            String tea = market.product(150, 5);
            String cup = market.product(600, 0);
            String order = market.place(market.customer(), Map.of(tea, 2, cup, 1));

            market.happensToStock(cup, "StockShort");
            market.happensToStock(tea, "StockReceived", "StockReserved", "StockReleased");
            market.assertStock(tea, 5, 0);
            assertThat(market.held(tea)).isZero();
            Market.eventually(() -> assertThat(market.orders.journal().types(order))
                    .startsWith("OrderPlaced")
                    .endsWith("OrderRejected")
                    .doesNotContain("OrderConfirmed"));
            assertProblem(market.cancel(order), 409, "order-not-cancellable");
        }

        @Test
        void everyProductThatIsShortAnswersButTheOrderIsRejectedOnce() {
            String tea = market.product(150, 0);
            String cup = market.product(600, 0);
            String order = market.place(market.customer(), Map.of(tea, 2, cup, 1));

            market.happensToStock(tea, "StockShort");
            market.happensToStock(cup, "StockShort");
            market.happens(order, "OrderPlaced", "OrderRejected");
        }
    }

    @Nested
    class WhileInventoryIsDown {

        @Test
        void ordersAreTakenAndCanBeCancelledAndLateAnswersChangeNothing() {
            String tea = market.product(150, 5);
            String customer = market.customer();
            market.inventory.stop();
            String kept = market.place(customer, Map.of(tea, 1));
            String cancelled = market.place(customer, Map.of(tea, 4));
            assertThat(market.cancel(cancelled).status()).isEqualTo(200);
            market.inventory.startAgain();

            market.happens(kept, "OrderPlaced", "OrderConfirmed");
            Market.eventually(() -> assertThat(market.inventory.journal().types(tea))
                    .containsExactlyInAnyOrder("StockReceived", "StockReserved", "StockReserved", "StockReleased"));
            market.assertStock(tea, 5, 1);
            market.happens(cancelled, "OrderPlaced", "OrderCancelled");
        }
    }

    @Nested
    class WhileCustomersAndCatalogAreDown {

        @Test
        void ordersOfWhoIsKnownAreTakenAndOfStrangersRefused() {
            String tea = market.product(150, 5);
            String customer = market.customer();
            market.customers.stop();
            market.catalog.stop();
            try {
                String order = market.place(customer, Map.of(tea, 1));
                market.happens(order, "OrderPlaced", "OrderConfirmed");
                assertProblem(
                        market.tryToPlace("0190a1b2-0000-7000-8000-000000000001", Map.of(tea, 1)),
                        422,
                        "unknown-customer");
            } finally {
                market.customers.startAgain();
                market.catalog.startAgain();
            }
        }
    }

    @Nested
    class NewsFromOthers {

        @Test
        void aCustomerCanOrderTheMomentSheIsRegistered() {
            String tea = market.product(150, 5);
            market.happens(market.place(market.register(), Map.of(tea, 1)), "OrderPlaced", "OrderConfirmed");
        }

        @Test
        void aProductCanBeOrderedTheMomentItIsAdded() {
            String customer = market.customer();
            String tea = market.add(150);
            market.receive(tea, 5);
            market.happens(market.place(customer, Map.of(tea, 1)), "OrderPlaced", "OrderConfirmed");
        }

        @Test
        void aClosedCustomerOrdersNoMore() {
            String tea = market.product(150, 5);
            String customer = market.customer();
            market.closeCustomer(customer);
            Market.eventually(() -> assertProblem(market.tryToPlace(customer, Map.of(tea, 1)), 422, "customer-closed"));
        }

        @Test
        void aNewPriceHoldsForNewOrdersOnly() {
            String tea = market.product(150, 5);
            String customer = market.customer();
            String before = market.place(customer, Map.of(tea, 1));
            market.reprice(tea, 175);
            Market.eventually(() -> assertThat(market.price(tea)).isEqualTo(175));
            String after = market.place(customer, Map.of(tea, 1));

            assertThat(total(before)).isEqualTo(150);
            assertThat(total(after)).isEqualTo(175);
        }

        @Test
        void aDiscontinuedProductIsSoldNoMore() {
            String tea = market.product(150, 5);
            String customer = market.customer();
            market.discontinue(tea);
            Market.eventually(
                    () -> assertProblem(market.tryToPlace(customer, Map.of(tea, 1)), 422, "product-discontinued"));
        }

        private static long total(String order) {
            return market.orders
                    .journal()
                    .entries(order)
                    .get(0)
                    .data()
                    .getJsonObject("total")
                    .getLong("amount");
        }
    }

    @Nested
    class ThroughOutages {

        private final Burst burst = new Burst(market, 6);

        @Test
        void everythingSettlesAndAddsUpAfterTheBrokerWasAwayDuringABurst() {
            burst.run(40, () -> servers.broker().stop());
            burst.run(20, () -> servers.broker().start());

            burst.settles();
        }

        @Test
        void everythingSettlesAndAddsUpAfterServicesRestartedDuringABurst() {
            burst.run(30, () -> {
                market.inventory.stop();
                market.inventory.startAgain();
            });
            market.orders.stop();
            market.orders.startAgain();
            burst.run(10, () -> {});

            burst.settles();
        }

        @Test
        void everythingSettlesAndAddsUpAfterTheDatabasesWereKilledDuringABurst() {
            burst.runThroughRefusals(30, () -> {
                servers.postgres().kill();
                servers.postgres().start();
            });
            Market.eventually(burst::placesAgain);
            burst.run(10, () -> {});

            burst.settles();
        }
    }
}
