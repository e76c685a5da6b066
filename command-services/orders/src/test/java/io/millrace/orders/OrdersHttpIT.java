package io.millrace.orders;

import static io.millrace.kit.testing.Problems.assertInvalid;
import static io.millrace.kit.testing.Problems.assertProblem;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.ConsistencyToken;
import io.millrace.embedded.junit.PostgresServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.kit.testing.AtOnce;
import io.millrace.kit.testing.ServiceUnderTest;
import io.millrace.runtime.http.testing.RawHttp;
import io.millrace.runtime.http.testing.RawHttp.Answer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Orders by itself: what it has heard of customers and products is written into its copies, inventory never answers. */
@WithInfrastructure
@WithVertx
class OrdersHttpIT {

    private static final String ADA = "0190a1b2-0000-7000-8000-00000000000a";
    private static final String GONE = "0190a1b2-0000-7000-8000-00000000000b";
    private static final String STRANGER = "0190a1b2-0000-7000-8000-00000000000c";
    private static final String TEA = "0190a1b2-0000-7000-8000-000000000001";
    private static final String CUP = "0190a1b2-0000-7000-8000-000000000002";
    private static final String SWISS = "0190a1b2-0000-7000-8000-000000000003";
    private static final String OLD = "0190a1b2-0000-7000-8000-000000000004";
    private static final String DEAR = "0190a1b2-0000-7000-8000-000000000005";
    private static final String NOTHING = "0190a1b2-0000-7000-8000-000000000006";

    private static ServiceUnderTest service;
    private static RawHttp http;

    @BeforeAll
    static void start(Vertx vertx, PostgresServer postgres) {
        service = ServiceUnderTest.start(
                vertx, postgres.freshUri("orders"), ServiceUnderTest.NO_BROKER, OrdersService::start);
        http = new RawHttp(service.address());
        service.tables()
                .write("INSERT INTO customer_copy (id, closed) VALUES (?::uuid, false), (?::uuid, true)", ADA, GONE);
        product(TEA, 150, "EUR", false);
        product(CUP, 600, "EUR", false);
        product(SWISS, 600, "CHF", false);
        product(OLD, 100, "EUR", true);
        product(DEAR, Long.MAX_VALUE, "EUR", false);
    }

    private static void product(String id, long price, String currency, boolean discontinued) {
        service.tables().write("INSERT INTO product_copy VALUES (?::uuid, ?, ?, ?)", id, price, currency, discontinued);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Nested
    class Placing {

        @Test
        void answersWhereTheOrderIsAndWhatItCosts() {
            Answer answer = place(ADA, line(TEA, 2), line(CUP, 1));

            assertThat(answer.status()).as(answer.body()).isEqualTo(201);
            String id = answer.json().getString("id");
            assertThat(UUID.fromString(id).version()).isEqualTo(7);
            assertThat(answer.json())
                    .isEqualTo(new JsonObject()
                            .put("id", id)
                            .put("version", 1)
                            .put("status", "PLACED")
                            .put("total", new JsonObject().put("amount", 900).put("currency", "EUR")));
            assertThat(answer.headers()).containsEntry("etag", "\"1\"").containsEntry("location", "/orders/" + id);
            assertThat(tokenOf(answer).positions().keySet()).allMatch(partition -> partition.startsWith("orders/"));
        }

        @Test
        void writesThePricesOfTheMoment() {
            String id = place(ADA, line(TEA, 2)).json().getString("id");

            assertThat(service.journal().entries(id)).singleElement().satisfies(entry -> {
                assertThat(entry.type()).isEqualTo("OrderPlaced");
                assertThat(entry.data()).isEqualTo(new JsonObject("""
                                {"orderId": "%s", "customerId": "%s", "lines": [{"productId": "%s", "quantity": 2,
                                "unitPrice": {"amount": 150, "currency": "EUR"}}],
                                "total": {"amount": 300, "currency": "EUR"}}
                                """.formatted(id, ADA, TEA)));
            });
        }

        @Test
        void knowsIdsInUpperCase() {
            Answer answer = place(ADA.toUpperCase(Locale.ROOT), line(TEA.toUpperCase(Locale.ROOT), 1), line(TEA, 1));

            assertThat(answer.status()).isEqualTo(201);
            assertThat(service.journal()
                            .entries(answer.json().getString("id"))
                            .get(0)
                            .data()
                            .encode())
                    .contains(TEA, ADA)
                    .doesNotContain(ADA.toUpperCase(Locale.ROOT));
        }

        @Test
        void takesAHundredLinesOfAMillionEach() {
            JsonObject[] lines =
                    IntStream.range(0, 100).mapToObj(n -> line(TEA, 1_000_000)).toArray(JsonObject[]::new);
            Answer answer = place(ADA, lines);

            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.json().getJsonObject("total").getLong("amount")).isEqualTo(15_000_000_000L);
        }

        @Test
        void refusesNoLinesAndMoreThanAHundred() {
            assertInvalid(place(ADA), "/lines");
            assertInvalid(
                    place(
                            ADA,
                            IntStream.range(0, 101).mapToObj(n -> line(TEA, 1)).toArray(JsonObject[]::new)),
                    "/lines");
        }

        @Test
        void namesEveryInvalidField() {
            Answer answer = place("me", line(TEA, 0), line("tea", 1_000_001));
            assertInvalid(answer, "/customerId", "/lines/0/quantity", "/lines/1/productId", "/lines/1/quantity");
        }

        @Test
        void needsACustomerThatOrdersHasHeardOf() {
            assertRefused(place(STRANGER, line(TEA, 1)), "unknown-customer");
        }

        @Test
        void needsACustomerThatIsNotClosed() {
            assertRefused(place(GONE, line(TEA, 1)), "customer-closed");
        }

        @Test
        void needsProductsThatOrdersHasHeardOf() {
            Answer answer = place(ADA, line(TEA, 1), line(NOTHING, 1));
            assertRefused(answer, "unknown-product");
            assertThat(answer.json().getString("detail")).contains(NOTHING).doesNotContain(TEA);
        }

        @Test
        void needsProductsThatAreStillSold() {
            assertRefused(place(ADA, line(OLD, 1)), "product-discontinued");
        }

        @Test
        void isInOneCurrency() {
            assertRefused(place(ADA, line(TEA, 1), line(SWISS, 1)), "mixed-currencies");
        }

        @Test
        void refusesATotalThatCannotBeCounted() {
            assertRefused(place(ADA, line(DEAR, 2)), "total-too-large");
            assertThat(place(ADA, line(DEAR, 1)).json().getJsonObject("total").getLong("amount"))
                    .isEqualTo(Long.MAX_VALUE);
        }

        @Test
        void ofManyAtOnceDecidesEachByItself() {
            long before = service.journal().events();
            List<Answer> answers = AtOnce.each(40, n -> place(n % 4 == 0 ? GONE : ADA, line(TEA, n + 1)));

            for (int n = 0; n < answers.size(); n++) {
                Answer answer = answers.get(n);
                if (n % 4 == 0) {
                    assertProblem(answer, 422, "customer-closed");
                } else {
                    assertThat(answer.json().getJsonObject("total").getLong("amount"))
                            .isEqualTo(150L * (n + 1));
                }
            }
            assertThat(service.journal().events()).isEqualTo(before + 30);
        }

        private void assertRefused(Answer answer, String name) {
            assertProblem(answer, 422, name);
        }
    }

    @Nested
    class Cancelling {

        @Test
        void endsAPlacedOrder() {
            String id = placed();
            Answer answer = cancel(id, new JsonObject().put("reason", "changed my mind"));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json())
                    .isEqualTo(new JsonObject().put("id", id).put("version", 2).put("status", "CANCELLED"));
            assertThat(answer.headers()).containsEntry("etag", "\"2\"").containsKey("consistency-token");
            assertThat(service.journal().entries(id).get(1).data().getString("reason"))
                    .isEqualTo("changed my mind");
        }

        @Test
        void needsNoReasonNorABody() {
            assertThat(cancel(placed(), new JsonObject()).status()).isEqualTo(200);
            String id = placed();
            assertThat(send(id, "cancellation").status()).isEqualTo(200);
            assertThat(service.journal().entries(id).get(1).data().containsKey("reason"))
                    .isFalse();
        }

        @Test
        void twiceIsOnce() {
            String id = placed();
            Answer first = cancel(id, new JsonObject().put("reason", "one"));
            Answer second = cancel(id, new JsonObject().put("reason", "two"));

            assertThat(second.status()).isEqualTo(200);
            assertThat(second.json()).isEqualTo(first.json());
            assertThat(service.journal().types(id)).containsExactly("OrderPlaced", "OrderCancelled");
        }

        @Test
        void knowsAnIdInUpperCase() {
            assertThat(send(placed().toUpperCase(Locale.ROOT), "cancellation").status())
                    .isEqualTo(200);
        }

        @Test
        void needsAnOrder() {
            assertProblem(send(UUID.randomUUID().toString(), "cancellation"), 404, "unknown-order");
        }

        @Test
        void refusesAReasonThatIsAStory() {
            assertInvalid(cancel(placed(), new JsonObject().put("reason", "x".repeat(1001))), "/reason");
        }

        @Test
        void onlyOfTheVersionSeen() {
            String id = placed();
            assertProblem(send(id, "cancellation", "If-Match: \"2\""), 412, "precondition-failed");
            assertThat(send(id, "cancellation", "If-Match: \"1\"").status()).isEqualTo(200);
        }

        @Test
        void happensOnceThoughManyAskAtOnce() {
            String id = placed();
            List<Answer> answers = AtOnce.each(20, n -> send(id, "cancellation"));

            assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
            assertThat(service.journal().types(id)).containsExactly("OrderPlaced", "OrderCancelled");
        }
    }

    @Nested
    class Shipping {

        @Test
        void needsAConfirmedOrder() {
            assertProblem(send(placed(), "shipment"), 409, "order-not-confirmed");
        }

        @Test
        void needsAnOrder() {
            assertProblem(send(UUID.randomUUID().toString(), "shipment"), 404, "unknown-order");
        }

        @Test
        void refusesEmptyTexts() {
            Answer answer = http.json(
                    "POST", "/orders/" + placed() + "/shipment", "{\"carrier\":\"\",\"trackingNumber\":\"\"}");
            assertInvalid(answer, "/carrier", "/trackingNumber");
        }
    }

    @Nested
    class AnIdempotencyKey {

        @Test
        void placesOneOrderHoweverOftenItIsSent() {
            String key = "Idempotency-Key: " + UUID.randomUUID();
            long before = service.journal().events();
            List<Answer> answers = AtOnce.each(10, n -> place(ADA, key, line(TEA, 2)));

            assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(201));
            assertThat(answers.stream().map(Answer::body).distinct()).hasSize(1);
            assertThat(answers.stream()
                            .map(answer -> answer.headers().get("location"))
                            .distinct())
                    .hasSize(1);
            assertThat(service.journal().events()).isEqualTo(before + 1);
        }

        @Test
        void isForOneOrderOnly() {
            String key = "Idempotency-Key: " + UUID.randomUUID();
            place(ADA, key, line(TEA, 2));
            assertProblem(place(ADA, key, line(TEA, 3)), 422, "idempotency-key-reused");
            assertProblem(send(placed(), "cancellation", key), 422, "idempotency-key-reused");
        }
    }

    @Test
    void theServiceIsReadyAndServesItsContract() {
        assertThat(http.get("/health/ready").status()).isEqualTo(200);
        assertThat(http.get("/openapi.yaml").body()).contains("placeOrder");
    }

    private static String placed() {
        return place(ADA, line(TEA, 1)).json().getString("id");
    }

    private static Answer place(String customer, JsonObject... lines) {
        return place(customer, "X-Nothing: special", lines);
    }

    private static Answer place(String customer, String header, JsonObject... lines) {
        JsonObject order = new JsonObject().put("customerId", customer).put("lines", new JsonArray(List.of(lines)));
        return http.json("POST", "/orders", order.encode(), header);
    }

    private static JsonObject line(String product, int quantity) {
        return new JsonObject().put("productId", product).put("quantity", quantity);
    }

    private static Answer cancel(String id, JsonObject body) {
        return http.json("POST", "/orders/" + id + "/cancellation", body.encode());
    }

    private static Answer send(String id, String what, String... headers) {
        return http.send("POST", "/orders/" + id + "/" + what, headers, new byte[0]);
    }

    private static ConsistencyToken tokenOf(Answer answer) {
        return ConsistencyToken.parse(requireNonNull(answer.headers().get("consistency-token")));
    }
}
