package io.millrace.query;

import static io.millrace.embedded.junit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.millrace.contracts.ConsistencyToken;
import io.millrace.contracts.Money;
import io.millrace.contracts.OrderEvent.OrderCancelled;
import io.millrace.contracts.OrderEvent.OrderConfirmed;
import io.millrace.embedded.junit.Infrastructure;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.runtime.Host;
import io.millrace.runtime.http.HttpSettings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An order so dear that a customer's total of two of them does not fit, seen over HTTP. */
@WithInfrastructure
@WithVertx
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeadLettersIT {

    private static final String LETTERS = "/projections/customer-profile/dead-letters";

    private final String broker;
    private final Owners owners;
    private final QueryService service;
    private final Story poor = Story.begin();
    private final Story other = Story.begin();
    private final ConsistencyToken poison;

    DeadLettersIT(Vertx vertx, Infrastructure servers) {
        this.broker = servers.broker().uri();
        this.owners = Owners.start(vertx, servers.broker().uri());
        this.service = await(QueryService.start(
                Host.on(vertx),
                new QuerySettings(
                        URI.create(servers.mongo().freshUri("query")),
                        URI.create(servers.broker().uri("query")),
                        HttpSettings.loopback(0))));
        assertThat(seen(poor, owners.happened(poor.registered(), other.registered(), dear(poor))))
                .isEqualTo(200);
        OrderConfirmed tooMuch = dear(poor);
        this.poison = owners.happened(tooMuch);
        assertThat(seen(poor, poison)).isEqualTo(503);
        owners.happened(new OrderCancelled(
                tooMuch.orderId(), poor.customer(), List.of(), tooMuch.total(), null, Instant.EPOCH));
        assertThat(seen(other, owners.happened(other.renamed("Boole")))).isEqualTo(200);
        await().untilAsserted(() -> assertThat(get(LETTERS).items()).hasSize(2));
    }

    private int seen(Story story, ConsistencyToken token) {
        return get("/customers/" + story.customer(), "Consistency-Token", token.encode(), "Prefer", "wait=20")
                .status();
    }

    private static OrderConfirmed dear(Story story) {
        Money total = new Money(Long.MAX_VALUE, "EUR");
        return new OrderConfirmed(Story.id(), story.customer(), List.of(), total, Instant.EPOCH);
    }

    @AfterAll
    void stop() {
        await(service.stop());
        owners.close();
    }

    private Answer get(String path, String... headers) {
        return Answer.get(service.port(), path, headers);
    }

    private Answer post(String path) {
        return Answer.post(service.port(), path);
    }

    @Test
    void areListedWithTheirDocumentAndWhatWasThrownAndWhere() {
        Answer listed = get(LETTERS);

        assertThat(listed.status()).isEqualTo(200);
        assertThat(listed.items("document"))
                .containsExactly("customers/" + poor.customer(), "customers/" + poor.customer());
        assertThat(listed.items("follows")).containsExactlyInAnyOrder(true, false);
        JsonObject first = listed.items().stream()
                .map(JsonObject.class::cast)
                .filter(letter -> !letter.getBoolean("follows"))
                .findFirst()
                .orElseThrow();
        assertThat(first.getString("error"))
                .contains("ArithmeticException: long overflow")
                .contains("CustomerProfiles");
        assertThat(first.getJsonObject("event").getString("type")).isEqualTo("OrderConfirmed.v1");
        assertThat(first.getJsonObject("event").getJsonObject("data").getString("customerId"))
                .isEqualTo(poor.customer());
    }

    @Test
    void comeInPages() {
        Answer first = get(LETTERS + "?limit=1");
        Answer second = get(LETTERS + "?limit=1&cursor=" + first.body().getString("next"));

        assertThat(first.items()).hasSize(1);
        assertThat(second.items()).hasSize(1);
        assertThat(second.items("id")).doesNotContainAnyElementsOf(first.items("id"));
        assertThat(second.body().containsKey("next")).isFalse();
    }

    @Test
    void areCountedAndStopNobodyElse() {
        JsonObject projection = get("/projections/customer-profile").body();

        assertThat(projection.getInteger("deadLetters")).isEqualTo(2);
        assertThat(projection.getString("state")).isEqualTo("running");
        assertThat(get("/customers/" + other.customer()).body().getString("lastName"))
                .isEqualTo("Boole");
        assertThat(get("/customers/" + poor.customer()).body().getInteger("ordersConfirmed"))
                .isEqualTo(1);
    }

    @Test
    void areNotPassedOffAsVisible() {
        Answer answer = get("/customers/" + poor.customer(), "Consistency-Token", poison.encode());

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.problem()).isEqualTo("read-model-behind");
        assertThat(answer.body().getString("detail")).contains(LETTERS);
    }

    @Test
    void stayWhenTheyFailAgain() {
        String id = get(LETTERS).items("id").get(0).toString();
        JsonObject none = new JsonObject().put("resubmitted", 0).put("remaining", 2);

        assertThat(post(LETTERS + "/" + id + "/resubmit").body()).isEqualTo(none);
        assertThat(post(LETTERS + "/resubmit").body()).isEqualTo(none);
        assertThat(get(LETTERS).items()).hasSize(2);
    }

    @Test
    void areRefusedByNameWhenThereAreNone() {
        assertThat(post(LETTERS + "/" + Story.id() + "/resubmit").problem()).isEqualTo("not-found");
        assertThat(post("/projections/none/dead-letters/resubmit").problem()).isEqualTo("unknown-projection");
        assertThat(get(LETTERS + "?cursor=x").problem()).isEqualTo("invalid-request");
    }

    @Test
    void includeMessagesThatCannotBeRead() throws Exception {
        String letters = "/projections/products/dead-letters";
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(broker);
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            channel.basicPublish("inventory.events", "inventory.1", null, "no event".getBytes(StandardCharsets.UTF_8));
        }

        await().untilAsserted(() -> assertThat(get(letters).items().stream()
                        .map(JsonObject.class::cast)
                        .map(letter -> letter.getJsonObject("message")))
                .contains(new JsonObject().put("source", "inventory").put("text", "no event")));
        JsonObject message = get(letters).items().getJsonObject(0);
        assertThat(message.getString("error")).contains("content type null is neither");
        assertThat(message.getValue("event")).isNull();
        int before = get("/projections/products").body().getInteger("deadLetters");
        assertThat(post(letters + "/" + message.getString("id") + "/resubmit")
                        .body()
                        .getInteger("remaining"))
                .isEqualTo(1);
        assertThat(Answer.delete(service.port(), letters + "/" + message.getString("id"))
                        .status())
                .isEqualTo(204);
        assertThat(get("/projections/products").body().getInteger("deadLetters"))
                .isEqualTo(before - 1);
    }

    @Test
    void areNotDiscardedWhileTheyAreEvents() {
        String id = get(LETTERS).items().stream()
                .map(JsonObject.class::cast)
                .filter(letter -> letter.getValue("event") != null)
                .findFirst()
                .orElseThrow()
                .getString("id");

        Answer refused = Answer.delete(service.port(), LETTERS + "/" + id);

        assertThat(refused.problem()).isEqualTo("not-possible-now");
        assertThat(refused.body().getString("detail")).contains("may not get lost");
    }
}
