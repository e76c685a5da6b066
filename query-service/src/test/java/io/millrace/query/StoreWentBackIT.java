package io.millrace.query;

import static io.millrace.embedded.junit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.ConsistencyToken;
import io.millrace.embedded.junit.Infrastructure;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.runtime.Host;
import io.millrace.runtime.http.HttpSettings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mongo.MongoClient;
import java.net.URI;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A store that forgets what it had acknowledged, the last writes first, as a server does that crashes without a journal: the
 * documents and the checkpoint of a moment ago are put back beneath a service that runs.
 */
@WithInfrastructure
@WithVertx
class StoreWentBackIT {

    private static final String CUSTOMERS = "customer-profile.g1.customers";
    private static final String CHECKPOINTS = "projections";
    private static final JsonObject CHECKPOINT = new JsonObject().put("_id", "customer-profile.g1");

    private final Owners owners;
    private final QueryService service;
    private final MongoClient mongo;
    private final Story story = Story.begin();

    StoreWentBackIT(Vertx vertx, Infrastructure servers) {
        URI store = URI.create(servers.mongo().freshUri("query"));
        this.owners = Owners.start(vertx, servers.broker().uri());
        this.mongo = MongoClient.create(vertx, new JsonObject().put("connection_string", store.toString()));
        this.service = await(QueryService.start(
                Host.on(vertx),
                new QuerySettings(store, URI.create(servers.broker().uri("query")), HttpSettings.loopback(0))));
    }

    @AfterEach
    void stop() {
        await(service.stop(), Duration.ofSeconds(40));
        await(mongo.close());
        owners.close();
    }

    @Test
    void comesOutExactAgainWithTheNextEvent() {
        forgetAnOrder();
        owners.happened(story.placed(Story.id()));
        awaitOrders(2);
    }

    @Test
    void comesOutExactAgainByItself() {
        forgetAnOrder();
        awaitOrders(1);
    }

    private void awaitOrders(int number) {
        Awaitility.await(number + " orders are counted")
                .atMost(Duration.ofSeconds(60))
                .until(() -> ordersPlaced() == number);
        Awaitility.await("the projection runs")
                .until(() -> Answer.get(service.port(), "/projections/customer-profile")
                        .body()
                        .getString("state")
                        .equals("running"));
        assertThat(ordersPlaced()).isEqualTo(number);
    }

    private int ordersPlaced() {
        return Answer.get(service.port(), profile()).body().getInteger("ordersPlaced");
    }

    private void forgetAnOrder() {
        seen(owners.happened(story.registered()));
        JsonObject customer = new JsonObject().put("_id", story.customer());
        Awaitility.await("the checkpoint is saved").until(() -> stored(CHECKPOINTS, CHECKPOINT) != null);
        JsonObject documentBefore = stored(CUSTOMERS, customer);
        JsonObject checkpointBefore = stored(CHECKPOINTS, CHECKPOINT);
        seen(owners.happened(story.placed(Story.id())));
        assertThat(ordersPlaced()).isEqualTo(1);
        Awaitility.await("the checkpoint is saved")
                .until(() -> !stored(CHECKPOINTS, CHECKPOINT).equals(checkpointBefore));

        await(mongo.replaceDocuments(CHECKPOINTS, CHECKPOINT, checkpointBefore));
        await(mongo.replaceDocuments(CUSTOMERS, customer, documentBefore));
    }

    private JsonObject stored(String collection, JsonObject query) {
        return await(mongo.findOne(collection, query, null));
    }

    private String profile() {
        return "/customers/" + story.customer();
    }

    private void seen(ConsistencyToken token) {
        Answer answer = Answer.get(service.port(), profile(), "Consistency-Token", token.encode(), "Prefer", "wait=30");
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
    }
}
