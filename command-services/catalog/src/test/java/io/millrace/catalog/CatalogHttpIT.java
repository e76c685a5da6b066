package io.millrace.catalog;

import static io.millrace.kit.testing.Problems.assertInvalid;
import static io.millrace.kit.testing.Problems.assertProblem;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.ConsistencyToken;
import io.millrace.embedded.junit.MongoServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.kit.testing.AtOnce;
import io.millrace.kit.testing.ServiceUnderTest;
import io.millrace.runtime.http.testing.RawHttp;
import io.millrace.runtime.http.testing.RawHttp.Answer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithInfrastructure
@WithVertx
class CatalogHttpIT {

    private static final JsonObject PRICE = price(1999, "EUR");

    private static ServiceUnderTest service;
    private static RawHttp http;

    @BeforeAll
    static void start(Vertx vertx, MongoServer mongo) {
        service = ServiceUnderTest.start(
                vertx, mongo.freshUri("catalog"), ServiceUnderTest.NO_BROKER, CatalogService::start);
        http = new RawHttp(service.address());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Nested
    class Adding {

        @Test
        void answersWhereTheProductIsAndHowToReadIt() {
            Answer answer = add(product());

            assertThat(answer.status()).isEqualTo(201);
            String id = answer.json().getString("id");
            assertThat(UUID.fromString(id).version()).isEqualTo(7);
            assertThat(answer.json()).isEqualTo(new JsonObject().put("id", id).put("version", 1));
            assertThat(answer.headers())
                    .containsEntry("etag", "\"1\"")
                    .containsEntry("location", "/products/" + id)
                    .containsEntry("content-type", "application/json");
            assertThat(tokenOf(answer).positions()).hasSize(1).allSatisfy((partition, position) -> {
                assertThat(partition).startsWith("catalog/");
                assertThat(position).isPositive();
            });
        }

        @Test
        void writesOneEventWithTheCallersTrace() {
            String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
            JsonObject product = product().put("description", "For a desk.");
            String id = http.json("POST", "/products", product.encode(), "traceparent: " + trace)
                    .json()
                    .getString("id");

            assertThat(service.journal().entries(id)).singleElement().satisfies(entry -> {
                assertThat(entry.type()).isEqualTo("ProductAdded");
                assertThat(entry.version()).isEqualTo(1);
                assertThat(entry.data())
                        .isEqualTo(product.copy().put("productId", id).put("attributes", new JsonObject()));
                assertThat(entry.traceparent()).isEqualTo(trace);
            });
        }

        @Test
        void takesTextsAsPeopleWriteThem() {
            assertThat(add(product()
                                    .put("title", "Thé vert 緑茶 🍵")
                                    .put("description", "")
                                    .put("category", "épicerie"))
                            .status())
                    .isEqualTo(201);
        }

        @ParameterizedTest
        @ValueSource(strings = {"X", "LAMP-1/green", "茶-№5", "EAN 4 006381 333931", "a.b$c%d"})
        void acceptsReasonableSkus(String sku) {
            assertThat(add(product().put("sku", sku + " " + UUID.randomUUID())).status())
                    .isEqualTo(201);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", " LAMP-1", "LAMP-1 ", "LAMP  1", "LAMP\t1", "LAMP-1\n", "LAMP\n1"})
        void refusesSkusThatLookLikeOthersOrLikeNothing(String sku) {
            assertInvalid(add(product().put("sku", sku)), "/sku");
        }

        @Test
        void refusesTextsWithoutALetterAndTooLongOnes() {
            assertInvalid(
                    add(product().put("title", " ").put("category", "").put("description", "x".repeat(5001))),
                    "/title",
                    "/category",
                    "/description");
            assertInvalid(
                    add(product()
                            .put("sku", "x".repeat(65))
                            .put("title", "x".repeat(201))
                            .put("category", "x".repeat(101))),
                    "/sku",
                    "/title",
                    "/category");
        }

        @Test
        void takesPricesFromNothingToTheLargestExactOne() {
            assertThat(add(product().put("price", price(0, "JPY"))).status()).isEqualTo(201);
            assertThat(add(product().put("price", price(9007199254740991L, "EUR")))
                            .status())
                    .isEqualTo(201);
            assertInvalid(add(product().put("price", price(9007199254740992L, "EUR"))), "/price/amount");
            assertInvalid(add(product().put("price", price(-1, "EUR"))), "/price/amount");
            assertInvalid(add(product().put("price", price(1, "eur"))), "/price/currency");
            assertInvalid(add(product().put("price", price(1, "EURO"))), "/price/currency");
            assertInvalid(add(product().put("price", new JsonObject())), "/price/amount", "/price/currency");
        }

        @Test
        void refusesASkuThatIsTakenWhateverItsCase() {
            String sku = freshSku();
            add(product().put("sku", sku));
            long before = service.journal().events();

            assertProblem(add(product().put("sku", sku)), 409, "sku-taken");
            assertProblem(add(product().put("sku", sku.toUpperCase(Locale.ROOT))), 409, "sku-taken");
            assertThat(service.journal().events()).isEqualTo(before);
        }

        @Test
        void givesASkuToExactlyOneOfFifty() {
            String sku = freshSku();
            List<Answer> answers = AtOnce.each(50, n -> add(product().put("sku", n % 2 == 0 ? sku : upper(sku))));

            assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
            assertThat(answers)
                    .filteredOn(answer -> answer.status() != 201)
                    .allSatisfy(answer -> assertProblem(answer, 409, "sku-taken"));
        }

        @Test
        void ofOthersIsNotHeldUpByOneThatIsRefused() {
            String taken = freshSku();
            add(product().put("sku", taken));
            List<Answer> answers = AtOnce.each(40, n -> add(product().put("sku", n % 4 == 0 ? taken : freshSku())));

            assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(30);
            assertThat(answers).filteredOn(answer -> answer.status() == 409).hasSize(10);
        }

        private static String upper(String sku) {
            return sku.toUpperCase(Locale.ROOT);
        }
    }

    @Nested
    class Revising {

        @Test
        void replacesAllDetails() {
            String id = added();
            JsonObject details = new JsonObject().put("title", "Lamp").put("category", "lamps");
            Answer answer = revise(id, details);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json()).isEqualTo(new JsonObject().put("id", id).put("version", 2));
            assertThat(answer.headers()).containsEntry("etag", "\"2\"").containsKey("consistency-token");
            assertThat(service.journal().entries(id).get(1).data())
                    .isEqualTo(details.copy().put("productId", id).put("attributes", new JsonObject()));
        }

        @Test
        void toTheSameDetailsChangesNothing() {
            String id = added();
            JsonObject details = details().put("attributes", new JsonObject("{\"a\": 1, \"b\": {\"c\": 2.5}}"));
            revise(id, details);
            Answer again =
                    revise(id, details().put("attributes", new JsonObject("{\"b\": {\"c\": 25e-1}, \"a\": 1.0}")));

            assertThat(again.status()).isEqualTo(200);
            assertThat(again.headers()).containsEntry("etag", "\"2\"");
            assertThat(service.journal().types(id)).containsExactly("ProductAdded", "ProductRevised");
        }

        @Test
        void knowsAnIdInUpperCase() {
            String id = added();
            Answer answer = revise(id.toUpperCase(Locale.ROOT), details());

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().getString("id")).isEqualTo(id);
        }

        @Test
        void neitherTouchesSkuNorPrice() {
            assertInvalid(revise(added(), details().put("sku", "OTHER")), "/sku");
            assertInvalid(revise(added(), details().put("price", PRICE)), "/price");
        }

        @Test
        void needsAProductThatIsStillOffered() {
            assertProblem(revise(UUID.randomUUID().toString(), details()), 404, "unknown-product");
            assertProblem(revise("no-id", details()), 400, "invalid-request");
            String id = added();
            discontinue(id);
            assertProblem(revise(id, details()), 409, "product-discontinued");
        }
    }

    @Nested
    class Repricing {

        @Test
        void countsTheVersionUp() {
            String id = added();
            Answer answer = reprice(id, price(2499, "CHF"));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json()).isEqualTo(new JsonObject().put("id", id).put("version", 2));
            assertThat(service.journal().entries(id).get(1).data())
                    .isEqualTo(new JsonObject().put("productId", id).put("price", price(2499, "CHF")));
        }

        @Test
        void toTheSamePriceChangesNothing() {
            String id = added();
            Answer answer = reprice(id, PRICE);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers()).containsEntry("etag", "\"1\"");
            assertThat(service.journal().types(id)).containsExactly("ProductAdded");
        }

        @Test
        void needsAProductThatIsStillOffered() {
            assertProblem(reprice(UUID.randomUUID().toString(), PRICE), 404, "unknown-product");
            String id = added();
            discontinue(id);
            assertProblem(reprice(id, price(1, "EUR")), 409, "product-discontinued");
        }
    }

    @Nested
    class Discontinuing {

        @Test
        void twiceIsOnce() {
            String id = added();
            Answer first = discontinue(id);
            Answer second = discontinue(id);

            assertThat(first.status()).isEqualTo(200);
            assertThat(second.status()).isEqualTo(200);
            assertThat(second.json()).isEqualTo(first.json());
            assertThat(second.headers()).containsEntry("etag", "\"2\"");
            assertThat(service.journal().types(id)).containsExactly("ProductAdded", "ProductDiscontinued");
        }

        @Test
        void keepsTheSkuTaken() {
            String sku = freshSku();
            discontinue(add(product().put("sku", sku)).json().getString("id"));

            assertProblem(add(product().put("sku", sku)), 409, "sku-taken");
        }

        @Test
        void needsAProduct() {
            assertProblem(discontinue(UUID.randomUUID().toString()), 404, "unknown-product");
        }
    }

    @Nested
    class FreeFormAttributes {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{}",
                    "{\"colour\": \"green\", \"sizes\": [\"S\", \"M\"], \"size\": {\"height\": 41, \"width\": 18.5}}",
                    "{\"\": \"\", \" \": [[], {}], \"ключ\": null, \"🎁\": \"\\u001f\"}",
                    "{\"a.b\": 1, \"a\": {\"b\": 2}, \".\": 3, \"..\": 4, \"a.\": 5, \".b\": 6}",
                    "{\"$set\": {\"$inc\": 1}, \"$x\": 1, \"$\": 2, \"price$\": 3, \"$where\": \"1\"}",
                    "{\"$date\": 0, \"$oid\": \"0190a1b200007000800000000\", \"$numberLong\": \"1\", \"$binary\": \"\"}",
                    "{\"when\": {\"$date\": \"2026-01-01T00:00:00Z\"}, \"ref\": {\"$ref\": \"x\", \"$id\": 1, \"$db\": \"y\"}}",
                    "{\"list\": [{\"$oid\": \"x\"}, {\"a.b\": [{\"$timestamp\": {\"t\": 1, \"i\": 1}}]}]}",
                    "{\"%24\": 1, \"%\": 2, \"100%25\": 3, \"%2E\": 4, \"％\": 5, \"＄x\": 6, \"a．b\": 7}",
                    "{\"_id\": 1, \"version\": 2, \"position\": 3, \"status\": \"NONE\", \"__proto__\": {}}",
                    "{\"max\": 9223372036854775807, \"min\": -9223372036854775808, \"exact\": 9007199254740993}",
                    "{\"third\": 0.3333333333333333, \"tiny\": 4.9E-324, \"sum\": 0.30000000000000004}",
                    "{\"true\": true, \"false\": false, \"null\": null, \"0\": 0, \"list\": [null, [null], 1, \"1\", 1.5, true]}"
                })
        void areTakenAndToldAsTheyAre(String attributes) {
            Answer answer = http.json("POST", "/products", withAttributes(product(), attributes));
            assertThat(answer.status()).as(answer.body()).isEqualTo(201);
            String id = answer.json().getString("id");

            assertThat(service.journal().entries(id))
                    .singleElement()
                    .satisfies(entry -> assertThat(
                                    entry.data().getJsonObject("attributes").encode())
                            .isEqualTo(new JsonObject(attributes).encode()));
        }

        @Test
        void mayBeAsManyAsThousand() {
            assertThat(http.json("POST", "/products", withAttributes(product(), numbers(1000)))
                            .status())
                    .isEqualTo(201);
            assertInvalid(http.json("POST", "/products", withAttributes(product(), numbers(1001))), "/attributes");
            assertInvalid(
                    http.json("PUT", "/products/" + added() + "/details", withAttributes(details(), numbers(1001))),
                    "/attributes");
        }

        @Test
        void mayBeAsLongAs16KiB() {
            String text = "ü".repeat((16 * 1024 - "{\"a\":\"\"}".length()) / 2);
            assertThat(add(product().put("attributes", new JsonObject().put("a", text)))
                            .status())
                    .isEqualTo(201);
            assertInvalid(add(product().put("attributes", new JsonObject().put("a", text + "x"))), "/attributes");
        }

        @Test
        void mayBeNestedAsDeepAs31Levels() {
            String deepest = "{\"a\":" + "[".repeat(30) + "]".repeat(30) + "}";
            assertThat(http.json("POST", "/products", withAttributes(product(), deepest))
                            .status())
                    .isEqualTo(201);
            String tooDeep = "{\"a\":" + "[".repeat(31) + "]".repeat(31) + "}";
            assertInvalid(
                    http.json("POST", "/products", withAttributes(product(), tooDeep)),
                    "/attributes/a" + "/0".repeat(30));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "9223372036854775808",
                    "1e30",
                    "1e400",
                    "1e-400",
                    "0.1234567890123456789",
                    "12345678901234567890.5"
                })
        void areRefusedByTheirPlaceWhenANumberCannotBeKeptExactly(String number) {
            assertInvalid(
                    http.json(
                            "POST",
                            "/products",
                            withAttributes(product(), "{\"weights\": [1, {\"a/b~c\": " + number + "}]}")),
                    "/attributes/weights/1/a~1b~0c");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"{\"a\": 1, \"a\": 2}", "{\"a\\u0000\": 1}", "{\"a\": \"\\ud800\"}", "{\"\\udc00\": 1}"})
        void areRefusedWhenTheyMeanNothing(String attributes) {
            assertProblem(
                    http.json("POST", "/products", withAttributes(product(), attributes)), 400, "invalid-request");
        }

        private static String withAttributes(JsonObject body, String attributes) {
            return body.copy().put("attributes", "@@").encode().replace("\"@@\"", attributes);
        }

        private static String numbers(int count) {
            return IntStream.range(0, count - 1)
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining(",", "{\"n\":[", "]}"));
        }
    }

    @Nested
    class IfMatch {

        @Test
        void letsTheRightVersionThroughAndNoOther() {
            String id = added();
            assertThat(reprice(id, price(1, "EUR"), "If-Match: \"1\"").status()).isEqualTo(200);
            Answer answer = reprice(id, price(2, "EUR"), "If-Match: \"1\"");
            assertProblem(answer, 412, "precondition-failed");
            assertThat(answer.headers()).containsEntry("etag", "\"2\"");
        }

        @Test
        void letsOneOfManyThrough() {
            String id = added();
            List<Answer> answers = AtOnce.each(20, n -> reprice(id, price(n, "EUR"), "If-Match: \"1\""));

            assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
            assertThat(answers).filteredOn(answer -> answer.status() == 412).hasSize(19);
        }
    }

    @Nested
    class AnIdempotencyKey {

        @Test
        void getsTheSameAnswerAgain() {
            String key = "Idempotency-Key: " + UUID.randomUUID();
            String body = product().encode();
            Answer first = http.json("POST", "/products", body, key);
            long before = service.journal().events();
            Answer second = http.json("POST", "/products", body, key);

            assertThat(second.status()).isEqualTo(201);
            assertThat(second.body()).isEqualTo(first.body());
            for (String header : List.of("location", "etag", "consistency-token")) {
                assertThat(second.headers().get(header))
                        .isEqualTo(requireNonNull(first.headers().get(header)));
            }
            assertThat(service.journal().events()).isEqualTo(before);
        }

        @Test
        void isForOneRequestOnly() {
            String id = added();
            String key = "Idempotency-Key: " + UUID.randomUUID();
            reprice(id, price(1, "EUR"), key);

            assertProblem(reprice(id, price(2, "EUR"), key), 422, "idempotency-key-reused");
            assertProblem(reprice(added(), price(1, "EUR"), key), 422, "idempotency-key-reused");
        }

        @Test
        void isNotSpentOnARefusal() {
            String key = "Idempotency-Key: " + UUID.randomUUID();
            String sku = freshSku();
            add(product().put("sku", sku));
            JsonObject product = product();
            assertProblem(
                    http.json(
                            "POST", "/products", product.copy().put("sku", sku).encode(), key),
                    409,
                    "sku-taken");

            assertThat(http.json("POST", "/products", product.encode(), key).status())
                    .isEqualTo(201);
        }

        @Test
        void addsOneProductHoweverManySendItAtOnce() {
            String key = "Idempotency-Key: " + UUID.randomUUID();
            String body = product().encode();
            long before = service.journal().events();
            List<Answer> answers = AtOnce.each(20, n -> http.json("POST", "/products", body, key));

            assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(201));
            assertThat(answers.stream().map(Answer::body).distinct()).hasSize(1);
            assertThat(service.journal().events()).isEqualTo(before + 1);
        }
    }

    @Nested
    class TheServiceItself {

        @Test
        void isReadyWithoutABroker() {
            assertThat(http.get("/health/live").status()).isEqualTo(200);
            assertThat(http.get("/health/ready").status()).isEqualTo(200);
        }

        @Test
        void servesItsContractAndItsMetrics() {
            assertThat(http.get("/openapi.yaml").body()).contains("addProduct");
            assertThat(http.get("/metrics").status()).isEqualTo(200);
        }

        @Test
        void answersNoQueries() {
            assertProblem(http.get("/products"), 405, "method-not-allowed");
        }
    }

    private static Answer add(JsonObject product) {
        return http.json("POST", "/products", product.encode());
    }

    private static String added() {
        return add(product()).json().getString("id");
    }

    private static Answer revise(String id, JsonObject details) {
        return http.json("PUT", "/products/" + id + "/details", details.encode());
    }

    private static Answer reprice(String id, JsonObject price, String... headers) {
        return http.json("PUT", "/products/" + id + "/price", price.encode(), headers);
    }

    private static Answer discontinue(String id) {
        return http.send("DELETE", "/products/" + id, new String[0], new byte[0]);
    }

    private static JsonObject product() {
        return details().put("sku", freshSku()).put("price", PRICE);
    }

    private static JsonObject details() {
        return new JsonObject().put("title", "Desk lamp").put("category", "lighting");
    }

    private static JsonObject price(long amount, String currency) {
        return new JsonObject().put("amount", amount).put("currency", currency);
    }

    private static String freshSku() {
        return "lamp-" + UUID.randomUUID();
    }

    private static ConsistencyToken tokenOf(Answer answer) {
        return ConsistencyToken.parse(requireNonNull(answer.headers().get("consistency-token")));
    }
}
