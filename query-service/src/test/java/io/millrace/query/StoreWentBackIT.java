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
        forgetARename();

        assertThat(seen(owners.happened(story.renamed("Byron")))).isEqualTo("Byron");
        assertThat(projection().getString("state")).isEqualTo("running");
    }

    @Test
    void comesOutExactAgainByItself() {
        forgetARename();

        Awaitility.await("the rename is there again")
                .atMost(Duration.ofSeconds(60))
                .until(() -> Answer.get(service.port(), profile())
                        .body()
                        .getString("lastName")
                        .equals("King"));
    }

    private void forgetARename() {
        assertThat(seen(owners.happened(story.registered()))).isEqualTo("Lovelace");
        JsonObject customer = new JsonObject().put("_id", story.customer());
        Awaitility.await("the checkpoint is saved").until(() -> stored(CHECKPOINTS, CHECKPOINT) != null);
        JsonObject documentBefore = stored(CUSTOMERS, customer);
        JsonObject checkpointBefore = stored(CHECKPOINTS, CHECKPOINT);
        assertThat(seen(owners.happened(story.renamed("King")))).isEqualTo("King");
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

    private String seen(ConsistencyToken token) {
        Answer answer = Answer.get(service.port(), profile(), "Consistency-Token", token.encode(), "Prefer", "wait=30");
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer.body().getString("lastName");
    }

    private JsonObject projection() {
        return Answer.get(service.port(), "/projections/customer-profile").body();
    }
}
