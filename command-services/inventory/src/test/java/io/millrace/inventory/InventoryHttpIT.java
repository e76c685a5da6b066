package io.millrace.inventory;

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
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithInfrastructure
@WithVertx
class InventoryHttpIT {

    private static ServiceUnderTest service;
    private static RawHttp http;

    private final String product = UUID.randomUUID().toString();

    @BeforeAll
    static void start(Vertx vertx, PostgresServer postgres) {
        service = ServiceUnderTest.start(
                vertx, postgres.freshUri("inventory"), ServiceUnderTest.NO_BROKER, InventoryService::start);
        http = new RawHttp(service.address());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void aFirstReceiptBeginsAProductsStock() {
        Answer answer = receive(product, 5);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json()).isEqualTo(stock(product, 1, 5));
        assertThat(answer.headers()).containsEntry("etag", "\"1\"");
        assertThat(tokenOf(answer).positions().keySet()).allMatch(partition -> partition.startsWith("inventory/"));
        assertThat(service.journal().types(product)).containsExactly("StockReceived");
    }

    @Test
    void receiptsAddUp() {
        receive(product, 5);
        assertThat(receive(product, 1_000_000).json()).isEqualTo(stock(product, 2, 1_000_005));
    }

    @Test
    void receiptsAddUpHoweverManyArriveAtOnce() {
        List<Answer> answers = AtOnce.each(50, n -> receive(product, 2));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
        assertThat(answers.stream()
                        .map(answer -> answer.json().getLong("version"))
                        .distinct())
                .hasSize(50);
        assertThat(receive(product, 1).json()).isEqualTo(stock(product, 51, 101));
    }

    @Test
    void aProductIsTheSameInUpperCase() {
        receive(product, 5);
        assertThat(receive(product.toUpperCase(Locale.ROOT), 1).json()).isEqualTo(stock(product, 2, 6));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 1_000_001, Long.MAX_VALUE, Long.MIN_VALUE})
    void refusesQuantitiesBeyondReason(long quantity) {
        assertInvalid(receive(product, quantity), "/quantity");
    }

    @Test
    void takesAWholeNumberHoweverItIsWritten() {
        assertThat(http.json("POST", "/stock/" + product + "/receipts", "{\"quantity\":1e1}")
                        .json())
                .isEqualTo(stock(product, 1, 10));
    }

    @Test
    void refusesAnIdThatIsNone() {
        assertProblem(receive("tea", 1), 400, "invalid-request");
    }

    @Test
    void ifMatchIsForTheVersionThatTheCallerHasSeen() {
        receive(product, 5);
        assertThat(receive(product, 5, "If-Match: \"1\"").status()).isEqualTo(200);
        Answer late = receive(product, 5, "If-Match: \"1\"");
        assertProblem(late, 412, "precondition-failed");
        assertThat(late.headers()).containsEntry("etag", "\"2\"");
    }

    @Test
    void ifMatchOfAProductNeverReceivedMatchesNothing() {
        assertProblem(receive(product, 5, "If-Match: \"1\""), 412, "precondition-failed");
        assertThat(service.journal().entries(product)).isEmpty();
    }

    @Test
    void aRepeatedReceiptCountsOnce() {
        String key = "Idempotency-Key: " + UUID.randomUUID();
        Answer first = receive(product, 5, key);
        Answer second = receive(product, 5, key);

        assertThat(second.status()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body());
        assertProblem(receive(product, 6, key), 422, "idempotency-key-reused");
        assertProblem(receive(UUID.randomUUID().toString(), 5, key), 422, "idempotency-key-reused");
        assertThat(service.journal().entries(product)).hasSize(1);
    }

    @Test
    void theServiceIsReadyAndServesItsContract() {
        assertThat(http.get("/health/ready").status()).isEqualTo(200);
        assertThat(http.get("/openapi.yaml").body()).contains("receiveStock");
    }

    private static Answer receive(String product, long quantity, String... headers) {
        String body = new JsonObject().put("quantity", quantity).encode();
        return http.json("POST", "/stock/" + product + "/receipts", body, headers);
    }

    private static JsonObject stock(String product, int version, int onHand) {
        return new JsonObject()
                .put("productId", product)
                .put("version", version)
                .put("onHand", onHand)
                .put("reserved", 0);
    }

    private static ConsistencyToken tokenOf(Answer answer) {
        return ConsistencyToken.parse(requireNonNull(answer.headers().get("consistency-token")));
    }
}
