package io.millrace.query;

import static io.millrace.embedded.junit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.contracts.CatalogEvent.ProductAdded;
import io.millrace.contracts.CatalogEvent.ProductDiscontinued;
import io.millrace.contracts.CatalogEvent.ProductRepriced;
import io.millrace.contracts.CatalogEvent.ProductRevised;
import io.millrace.contracts.ConsistencyToken;
import io.millrace.contracts.Event;
import io.millrace.contracts.InventoryEvent.StockReceived;
import io.millrace.contracts.InventoryEvent.StockReserved;
import io.millrace.contracts.Money;
import io.millrace.embedded.junit.Infrastructure;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.runtime.Host;
import io.millrace.runtime.http.HttpSettings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@WithInfrastructure
@WithVertx
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryServiceIT {

    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

    private final Owners owners;
    private final QueryService service;

    QueryServiceIT(Vertx vertx, Infrastructure servers) {
        this.owners = Owners.start(vertx, servers.broker().uri());
        QuerySettings settings = new QuerySettings(
                URI.create(servers.mongo().freshUri("query")),
                URI.create(servers.broker().uri("query")),
                HttpSettings.loopback(0));
        this.service = await(QueryService.start(Host.on(vertx), settings));
    }

    @AfterAll
    void stop() {
        await(service.stop());
        owners.close();
    }

    private Answer get(String path, String... headers) {
        return Answer.get(service.port(), path, headers);
    }

    /** After the events are visible. */
    private Answer getAfter(ConsistencyToken token, String path) {
        return get(path, "Consistency-Token", token.encode(), "Prefer", "wait=20");
    }

    private Answer getAfter(String path, Event... events) {
        return getAfter(owners.happened(events), path);
    }

    @Nested
    class ACustomersProfile {

        @Test
        void tellsWhoItIsAndTotalsNetOfCancellations() {
            Story story = Story.begin();
            String kept = Story.id();
            String cancelled = Story.id();
            Answer answer = getAfter(
                    "/customers/" + story.customer(),
                    story.registered(),
                    story.placed(kept),
                    story.placed(cancelled),
                    story.confirmed(kept, NOON),
                    story.confirmed(cancelled, NOON),
                    story.cancelled(cancelled, NOON),
                    story.renamed("King"));

            assertThat(answer.status()).isEqualTo(200);
            JsonObject profile = answer.body();
            assertThat(Instant.parse(profile.getString("lastOrderAt"))).isBefore(Instant.now());
            profile.remove("lastOrderAt");
            assertThat(profile)
                    .isEqualTo(new JsonObject()
                            .put("id", story.customer())
                            .put("firstName", "Ada")
                            .put("lastName", "King")
                            .put("email", story.email())
                            .put("status", "ACTIVE")
                            .put("ordersPlaced", 2)
                            .put("ordersConfirmed", 1)
                            .put(
                                    "totalSpent",
                                    new JsonArray()
                                            .add(new JsonObject()
                                                    .put("amount", 900)
                                                    .put("currency", "EUR"))));
        }

        @Test
        void isFoundByItsEmailAddressInAnyCase() {
            Story story = Story.begin();
            Answer answer = getAfter("/customers?email=" + story.email().toUpperCase(Locale.ROOT), story.registered());

            assertThat(answer.items("id")).containsExactly(story.customer());
            assertThat(get("/customers?email=nobody@example.com").items()).isEmpty();
        }

        @Test
        void isUnknownUntilTheCustomerRegistered() {
            Story story = Story.begin();
            Answer before = getAfter("/customers/" + story.customer(), story.placed(Story.id()));
            assertThat(before.status()).isEqualTo(404);
            assertThat(before.problem()).isEqualTo("unknown-customer");
            assertThat(before.header("Read-Model-Lag")).matches("\\d+\\.\\d{3}");

            Answer after = getAfter("/customers/" + story.customer(), story.registered());
            assertThat(after.body().getMap()).containsEntry("ordersPlaced", 1);
        }
    }

    @Nested
    class AnOrder {

        @Test
        void showsNamesTitlesAndWhatHappened() {
            Story story = Story.begin();
            String order = Story.id();
            Answer answer = getAfter(
                    "/orders/" + order,
                    story.placed(order),
                    story.registered(),
                    story.added("Mill"),
                    story.confirmed(order, NOON),
                    story.cancelled(order, NOON),
                    story.revised("Millstone"));

            JsonObject shown = answer.body();
            assertThat(shown.getMap())
                    .containsEntry("id", order)
                    .containsEntry("customerName", "Ada Lovelace")
                    .containsEntry("status", "CANCELLED");
            assertThat(shown.getJsonObject("total"))
                    .isEqualTo(new JsonObject().put("amount", 900).put("currency", "EUR"));
            assertThat(shown.getJsonArray("lines").getJsonObject(0))
                    .isEqualTo(new JsonObject()
                            .put("productId", story.product())
                            .put("title", "Millstone")
                            .put("quantity", 2)
                            .put(
                                    "unitPrice",
                                    new JsonObject().put("amount", 450).put("currency", "EUR")));
            assertThat(shown.getJsonArray("timeline").stream().map(step -> ((JsonObject) step).getString("status")))
                    .containsExactly("PLACED", "CONFIRMED", "CANCELLED");
            assertThat(shown.getJsonArray("timeline").getJsonObject(2).getString("reason"))
                    .isEqualTo("changed my mind");
        }

        @Test
        void hasNoNamesAndTitlesYetWhenTheirOwnersAreSlower() {
            String order = Story.id();
            JsonObject shown =
                    getAfter("/orders/" + order, Story.begin().placed(order)).body();

            assertThat(shown.getMap()).containsEntry("customerName", null);
            assertThat(shown.getJsonArray("lines").getJsonObject(0).getMap()).containsEntry("title", null);
        }

        @Test
        void isUnknownIfItWasNeverPlaced() {
            Answer answer = get("/orders/" + Story.id());

            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.problem()).isEqualTo("unknown-order");
        }
    }

    @Nested
    class ACustomersOrders {

        @Test
        void comeNewestFirstInPagesThatInsertsDoNotShift() {
            Story story = Story.begin();
            List<String> ids = new ArrayList<>();
            ConsistencyToken token = owners.happened(story.registered());
            for (int i = 0; i < 5; i++) {
                ids.add(0, Story.id());
                token = token.merge(owners.happened(story.placed(ids.get(0))));
            }
            String list = "/customers/" + story.customer() + "/orders?limit=2";

            Answer first = getAfter(token, list);
            assertThat(first.items("id")).isEqualTo(ids.subList(0, 2));
            getAfter("/orders/" + ids.get(0), story.placed(Story.id()));
            Answer second = get(list + "&cursor=" + first.body().getString("next"));
            assertThat(second.items("id")).isEqualTo(ids.subList(2, 4));
            String link = second.header("Link");
            assertThat(link).startsWith("<" + list + "&cursor=").endsWith(">; rel=\"next\"");
            Answer third = get(link.substring(1, link.indexOf('>')));
            assertThat(third.items("id")).isEqualTo(ids.subList(4, 5));
            assertThat(third.body().containsKey("next")).isFalse();
            assertThat(third.header("Link")).isEmpty();
        }

        @Test
        void showTitlesThatFollowRevisions() {
            Story story = Story.begin();
            String list = "/customers/" + story.customer() + "/orders";
            Answer before = getAfter(
                    list, story.registered(), story.added("Mill"), story.placed(Story.id()), story.placed(Story.id()));
            Answer after = getAfter(list, story.revised("Millstone"));

            assertThat(titles(before)).containsExactly("Mill", "Mill");
            assertThat(titles(after)).containsExactly("Millstone", "Millstone");
        }

        private static List<Object> titles(Answer answer) {
            return answer.items("lines").stream()
                    .map(lines -> ((JsonArray) lines).getJsonObject(0).getValue("title"))
                    .toList();
        }

        @Test
        void canBeThoseOfOneStatus() {
            Story story = Story.begin();
            String confirmed = Story.id();
            String list = "/customers/" + story.customer() + "/orders?status=";
            Answer answer = getAfter(
                    list + "CONFIRMED",
                    story.placed(Story.id()),
                    story.placed(confirmed),
                    story.confirmed(confirmed, NOON));

            assertThat(answer.items("id")).containsExactly(confirmed);
            assertThat(get(list + "SHIPPED").items()).isEmpty();
            assertThat(get(list + "LOST").status()).isEqualTo(400);
        }

        @Test
        void areNoneOfACustomerWithoutAndUnknownOfNoCustomer() {
            Story story = Story.begin();
            assertThat(getAfter("/customers/" + story.customer() + "/orders", story.registered())
                            .items())
                    .isEmpty();
            assertThat(get("/customers/" + Story.id() + "/orders").problem()).isEqualTo("unknown-customer");
        }
    }

    @Nested
    class AProduct {

        @Test
        void showsDetailsPriceAvailabilityAndUnitsSold() {
            Story story = Story.begin();
            String order = Story.id();
            Answer answer = getAfter(
                    "/products/" + story.product(),
                    story.confirmed(order, NOON),
                    story.confirmed(Story.id(), NOON),
                    story.cancelled(order, NOON),
                    new StockReceived(story.product(), 7, 7, 0),
                    story.added("Mill"),
                    new ProductRevised(story.product(), "Mühle", "Grinds.", "Küche", Map.of("colour", "red")),
                    new ProductRepriced(story.product(), new Money(1999, "USD")),
                    new StockReserved(story.product(), order, 2, 7, 2));

            assertThat(answer.body())
                    .isEqualTo(new JsonObject()
                            .put("id", story.product())
                            .put("sku", "sku-" + story.product())
                            .put("title", "Mühle")
                            .put("category", "Küche")
                            .put("price", new JsonObject().put("amount", 1999).put("currency", "USD"))
                            .put("status", "ACTIVE")
                            .put("available", 5)
                            .put("inStock", true)
                            .put("unitsSold", 2)
                            .put("description", "Grinds.")
                            .put("attributes", new JsonObject().put("colour", "red")));
        }

        @Test
        void showsAttributesExactlyAsTheCatalogWasGivenThem() {
            Story story = Story.begin();
            String attributes = """
                    {"$date":"2026-01-01","$oid":{"$numberLong":"1"},"$ne":null,"a.b":{"c.$d":[1,[{}],{"":""}]},
                    "_id":"x","größe \\u0000☃":9223372036854775807,"min":-9223372036854775808,"tenth":0.1,"whole":5.0,
                    "tiny":4.9E-324,"beyond":1208925819614629174706176,"flag":false,"texts":["<>\\"&","𠀀"]}""";
            Answer answer = getAfter(
                    "/products/" + story.product(),
                    new ProductAdded(
                            story.product(),
                            "sku",
                            "Mill",
                            null,
                            "tools",
                            Story.PRICE,
                            new JsonObject(attributes).getMap()));

            assertThat(answer.body().getJsonObject("attributes").encode())
                    .isEqualTo(new JsonObject(attributes).encode());
            assertThat(answer.body().getMap()).containsEntry("description", null);
        }

        @Test
        void isUnknownUntilItWasAddedWhateverInventoryHas() {
            Story story = Story.begin();
            Answer before = getAfter("/products/" + story.product(), new StockReceived(story.product(), 7, 7, 0));
            assertThat(before.status()).isEqualTo(404);
            assertThat(before.problem()).isEqualTo("unknown-product");

            Answer after = getAfter("/products/" + story.product(), story.added("Mill"));
            assertThat(after.body().getMap()).containsEntry("available", 7);
        }

        @Test
        void remainsAfterItsEnd() {
            Story story = Story.begin();
            Answer answer = getAfter(
                    "/products/" + story.product(), story.added("Mill"), new ProductDiscontinued(story.product()));

            assertThat(answer.body().getMap()).containsEntry("status", "DISCONTINUED");
        }
    }

    @Nested
    class Sales {

        @Test
        void areAddedUpByDayAndCurrency() {
            Story story = Story.begin();
            String order = Story.id();
            String other = Story.id();
            Instant day = Instant.parse("2025-02-03T23:00:00Z");
            Answer answer = getAfter(
                    "/sales/days?from=2025-02-03&to=2025-02-03",
                    story.confirmed(order, day),
                    story.confirmed(other, day),
                    story.cancelled(other, day));

            assertThat(answer.items())
                    .containsExactly(new JsonObject()
                            .put("day", "2025-02-03")
                            .put("currency", "EUR")
                            .put("ordersConfirmed", 1)
                            .put("units", 2)
                            .put("revenue", new JsonObject().put("amount", 900).put("currency", "EUR")));
            assertThat(get("/sales/days?from=2025-02-04&to=2025-02-10").items()).isEmpty();
            assertThat(get("/sales/days?from=yesterday").problem()).isEqualTo("invalid-request");
        }

        @Test
        void leaveADayWithoutSalesOut() {
            Story story = Story.begin();
            Instant day = Instant.parse("2025-05-05T01:00:00Z");
            String order = Story.id();
            assertThat(getAfter(
                                    "/sales/days?from=2025-05-05&to=2025-05-05",
                                    story.confirmed(order, day),
                                    story.cancelled(order, day))
                            .items())
                    .isEmpty();
        }

        @Test
        void nameTheBestSellersFirst() {
            Story few = Story.begin();
            Story many = Story.begin();
            List<Event> events = new ArrayList<>(List.of(few.added("Few"), few.confirmed(Story.id(), NOON)));
            for (int i = 0; i < 3; i++) {
                events.add(many.confirmed(Story.id(), NOON));
            }
            events.add(few.revised("Fewer"));
            Answer answer = getAfter("/sales/products?limit=200", events.toArray(Event[]::new));

            assertThat(answer.items("productId")).containsSubsequence(many.product(), few.product());
            assertThat(answer.items("units").stream().map(units -> (Integer) units))
                    .isSortedAccordingTo((a, b) -> b - a);
            assertThat(answer.items())
                    .contains(new JsonObject()
                            .put("productId", few.product())
                            .put("title", "Fewer")
                            .put("units", 2)
                            .put(
                                    "revenue",
                                    new JsonArray()
                                            .add(new JsonObject()
                                                    .put("amount", 900)
                                                    .put("currency", "EUR"))));
        }
    }

    @Nested
    class ReadingOnesOwnWrites {

        @Test
        void waitsUntilTheWriteIsVisible() {
            Story story = Story.begin();
            ConsistencyToken token = owners.tokenOfNext(story.registered());
            CompletableFuture<Answer> answer = Answer.getLater(
                    service.port(),
                    "/customers/" + story.customer(),
                    "Consistency-Token",
                    token.encode(),
                    "Prefer",
                    "wait=20");
            assertThat(get("/customers/" + story.customer()).status()).isEqualTo(404);

            owners.happened(story.registered());

            assertThat(answer.orTimeout(20, TimeUnit.SECONDS).join().status()).isEqualTo(200);
        }

        @Test
        void saysSoWhenItCannotSeeTheWriteInTime() {
            String unseen = ConsistencyToken.of("customers", 0, 1_000_000).encode();
            Answer answer = get("/customers", "Consistency-Token", unseen, "Prefer", "wait=0");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.problem()).isEqualTo("read-model-behind");
            assertThat(answer.header("Retry-After")).isEqualTo("1");
        }

        @Test
        void doesNotWaitForServicesThatTheReadModelDoesNotListenTo() {
            String token = new ConsistencyToken(Map.of("inventory/0", 9L, "elsewhere/1", 9L)).encode();

            assertThat(get("/customers", "Consistency-Token", token).status()).isEqualTo(200);
        }

        @Test
        void refusesWhatIsNoToken() {
            Answer answer = get("/customers", "Consistency-Token", "rubbish!");

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body().getJsonArray("errors").getJsonObject(0).getString("header"))
                    .isEqualTo("Consistency-Token");
        }
    }

    @Nested
    class EntityTags {

        @Test
        void ofAProductChangeWithWhatItShows() {
            Story story = Story.begin();
            String path = "/products/" + story.product();
            String tag = getAfter(path, story.added("Mill")).header("ETag");

            assertThat(get(path, "If-None-Match", tag).status()).isEqualTo(304);
            Answer changed = getAfter(path, new StockReceived(story.product(), 1, 1, 0));
            assertThat(changed.header("ETag")).isNotEqualTo(tag);
            assertThat(changed.header("Read-Model-Lag")).matches("\\d+\\.\\d{3}");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "/orders"})
        void sayWhetherWhatTheClientHasIsStillRight(String suffix) {
            Story story = Story.begin();
            String path = "/customers/" + story.customer() + suffix;
            String tag = getAfter(path, story.registered()).header("ETag");
            assertThat(tag).matches("\"[^\"]+\"");

            Answer unchanged = get(path, "If-None-Match", tag);
            assertThat(unchanged.status()).isEqualTo(304);
            assertThat(unchanged.header("ETag")).isEqualTo(tag);
            assertThat(unchanged.response().body()).isEmpty();
            assertThat(get(path, "If-None-Match", "\"other\", W/" + tag).status())
                    .isEqualTo(304);

            getAfter(path, story.placed(Story.id()));
            getAfter("/customers/" + story.customer(), story.renamed("King"));
            Answer changed = get(path, "If-None-Match", tag);
            assertThat(changed.status()).isEqualTo(200);
            assertThat(changed.header("ETag")).isNotEqualTo(tag);
        }
    }

    @Nested
    class BadInput {

        @ParameterizedTest
        @CsvSource({
            "/customers?limit=0, limit",
            "/customers?limit=201, limit",
            "/customers?limit=many, limit",
            "/customers?limit=1&limit=2, limit",
            "/customers?cursor=x, cursor",
            "/customers?cursor=AVsxXQ, cursor",
            "/customers?surprise=1, surprise",
            "/customers?email=%00, email",
            "/customers/12, id",
            "/orders/%ff, path",
            "/sales/days?from=2025-02-30, from",
            "/sales/products?limit=-1, limit",
            "/products/12, id",
            "/products?q=, q",
            "/products?q=%20!%2A, q",
            "/products?q=a+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p+q+r+s+t+u, q",
            "/products?category=, category",
            "/products?minPrice=-1, minPrice",
            "/products?maxPrice=1.5, maxPrice",
            "/products?minPrice=2&maxPrice=1, minPrice",
            "/products?currency=euro, currency",
            "/products?inStock=yes, inStock",
            "/products?status=GONE, status",
            "/products?sort=sold, sort",
            "/products?limit=201, limit",
            "/products?cursor=x, cursor",
        })
        void isRefusedByName(String path, String parameter) {
            Answer answer = get(path);

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.problem()).isEqualTo("invalid-request");
            assertThat(answer.response().body()).contains('"' + parameter + '"');
        }

        @Test
        void includesTheCursorOfAnotherList() {
            Story story = Story.begin();
            String list = "/customers/" + story.customer() + "/orders?limit=1";
            String cursor = getAfter(list, story.placed(Story.id()), story.placed(Story.id()))
                    .body()
                    .getString("next");

            assertThat(get("/customers?cursor=" + cursor).status()).isEqualTo(400);
            assertThat(get("/sales/products?cursor=" + cursor).status()).isEqualTo(400);
        }
    }

    @Nested
    class Operators {

        @Test
        void seeEveryReadModelAtTheHeadOfItsSources() {
            Story story = Story.begin();
            String order = Story.id();
            ConsistencyToken token = owners.happened(
                    story.registered(), story.added("Mill"), story.placed(order), story.confirmed(order, NOON));
            getAfter(token, "/customers");
            getAfter(token, "/sales/products");

            await().untilAsserted(() -> {
                JsonObject profile = get("/projections/customer-profile").body();
                assertThat(profile.getMap())
                        .containsEntry("name", "customer-profile")
                        .containsEntry("version", 1)
                        .containsEntry("generation", 1)
                        .containsEntry("state", "running")
                        .containsEntry("lagSeconds", 0.0)
                        .doesNotContainKey("error");
                assertThat(profile.getJsonArray("sources"))
                        .isNotEmpty()
                        .allSatisfy(source -> assertThat(((JsonObject) source).getMap())
                                .containsEntry("lagPositions", 0)
                                .containsEntry("checkpoint", ((JsonObject) source).getValue("head")));
            });
            assertThat(get("/projections").items("name"))
                    .containsExactly("best-sellers", "customer-profile", "order-history", "products", "sales-by-day");
            assertThat(get("/projections/none").problem()).isEqualTo("unknown-projection");
        }

        @Test
        void readTheContractAndTheMetrics() {
            assertThat(get("/openapi.yaml").response().body()).contains("listOrdersOfCustomer");
            assertThat(get("/health/ready").status()).isEqualTo(200);
            assertThat(get("/metrics").response().body())
                    .contains("millrace_projection_events_total{generation=\"1\",projection=\"order-history\"}")
                    .contains("millrace_projection_lag_seconds{generation=\"1\",projection=\"best-sellers\"}")
                    .contains("millrace_projection_dead_letters{generation=\"1\",projection=\"best-sellers\"} 0.0");
        }
    }

    @Test
    void findsWhatWasCommittedButNeverPublished() {
        Story story = Story.begin();
        ConsistencyToken token = owners.tokenOfNext(story.registered());
        owners.commit(story.registered());

        assertThat(getAfter(token, "/customers/" + story.customer()).status()).isEqualTo(200);
    }
}
