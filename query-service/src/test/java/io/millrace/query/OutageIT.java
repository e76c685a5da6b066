package io.millrace.query;

import static io.millrace.embedded.junit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.contracts.ConsistencyToken;
import io.millrace.embedded.junit.Infrastructure;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.runtime.Host;
import io.millrace.runtime.http.HttpSettings;
import io.millrace.runtime.http.PortTaken;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the query service stands on goes away and comes back, and so does the service itself. */
@WithInfrastructure
@WithVertx
class OutageIT {

    private static final Duration LONG = Duration.ofSeconds(40);

    private final Vertx vertx;
    private final Infrastructure servers;
    private final Owners owners;
    private final QuerySettings settings;
    private final List<QueryService> services = new ArrayList<>();

    OutageIT(Vertx vertx, Infrastructure servers) {
        this.vertx = vertx;
        this.servers = servers;
        this.owners = Owners.start(vertx, servers.broker().uri());
        this.settings = new QuerySettings(
                URI.create(servers.mongo().freshUri("query")),
                URI.create(servers.broker().uri("query")),
                HttpSettings.loopback(0));
    }

    @AfterEach
    void stop() {
        servers.mongo().start();
        servers.broker().start();
        services.forEach(service -> await(service.stop(), LONG));
        owners.close();
    }

    private QueryService start() {
        QueryService service = await(QueryService.start(Host.on(vertx), settings));
        services.add(service);
        return service;
    }

    private static Answer getAfter(QueryService service, ConsistencyToken token, String path) {
        return Answer.get(service.port(), path, "Consistency-Token", token.encode(), "Prefer", "wait=30");
    }

    private static void assertApplied(QueryService service, ConsistencyToken token, Story story, int orders) {
        Answer profile = getAfter(service, token, "/customers/" + story.customer());
        assertThat(profile.status()).isEqualTo(200);
        assertThat(profile.body().getInteger("ordersPlaced")).isEqualTo(orders);
        assertThat(getAfter(service, token, "/customers/" + story.customer() + "/orders")
                        .items())
                .hasSize(orders);
    }

    @Test
    void answersWhileTheBrokerIsDownAndCatchesUp() {
        Story story = Story.begin();
        QueryService service = start();
        assertApplied(service, owners.happened(story.registered()), story, 0);

        servers.broker().stop();
        String order = Story.id();
        ConsistencyToken missed = owners.tokenOfNext(story.placed(order));
        owners.commit(story.placed(order));
        assertThat(Answer.get(service.port(), "/customers/" + story.customer()).status())
                .isEqualTo(200);
        assertThat(Answer.get(service.port(), "/health/ready").status()).isEqualTo(200);

        servers.broker().start();
        assertApplied(service, missed, story, 1);
    }

    @Test
    void waitsWhileItsDatabaseIsDownAndGoesOn() {
        Story story = Story.begin();
        QueryService service = start();
        assertApplied(service, owners.happened(story.registered()), story, 0);

        servers.mongo().stop();
        ConsistencyToken token =
                owners.happened(story.renamed("King"), story.placed(Story.id()), story.placed(Story.id()));
        Answer answer = Answer.get(service.port(), "/customers/" + story.customer());
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.problem()).isEqualTo("read-model-unavailable");
        assertThat(Answer.get(service.port(), "/health/ready").status()).isEqualTo(503);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(
                                Answer.get(service.port(), "/projections").items("state"))
                        .contains("waiting"));

        servers.mongo().start();
        assertApplied(service, token, story, 2);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(
                                Answer.get(service.port(), "/projections").items("state"))
                        .containsOnly("running"));
        assertThat(Answer.get(service.port(), "/health/ready").status()).isEqualTo(200);
    }

    @Test
    void startsWhileEverythingIsDown() {
        Story story = Story.begin();
        owners.commit(story.registered());
        ConsistencyToken token = owners.tokenOfNext(story.renamed("King"));
        owners.commit(story.renamed("King"));
        servers.mongo().stop();
        servers.broker().stop();

        QueryService service = start();
        assertThat(Answer.get(service.port(), "/health/live").status()).isEqualTo(200);
        assertThat(Answer.get(service.port(), "/health/ready").status()).isEqualTo(503);

        servers.mongo().start();
        servers.broker().start();
        assertThat(getAfter(service, token, "/customers/" + story.customer())
                        .body()
                        .getString("lastName"))
                .isEqualTo("King");
    }

    @Test
    void refusesAPortThatIsTakenAndLeavesNothingBehind() {
        QueryService first = start();
        QuerySettings taken =
                new QuerySettings(settings.mongo(), settings.broker(), HttpSettings.loopback(first.port()));

        assertThatThrownBy(() -> await(QueryService.start(Host.on(vertx), taken), LONG))
                .isInstanceOf(PortTaken.class);
        assertThat(Answer.get(first.port(), "/health/ready").status()).isEqualTo(200);
    }

    @Test
    void goesOnWhereItStoppedAfterARestart() {
        Story story = Story.begin();
        QueryService first = start();
        assertApplied(first, owners.happened(story.registered(), story.placed(Story.id())), story, 1);
        await(first.stop(), LONG);
        await(first.stop());

        ConsistencyToken token = owners.happened(story.placed(Story.id()));
        assertApplied(start(), token, story, 2);
    }

    @Test
    void twoProcessesShareTheWorkAndOneTakesOverFromTheOther() {
        Story story = Story.begin();
        QueryService one = start();
        QueryService other = start();
        ConsistencyToken token = owners.happened(story.registered());
        for (int i = 0; i < 20; i++) {
            token = token.merge(owners.happened(story.placed(Story.id())));
        }
        assertApplied(one, token, story, 20);
        assertApplied(other, token, story, 20);

        await(one.stop(), LONG);
        token = owners.happened(story.placed(Story.id()), story.renamed("King"));
        assertApplied(other, token, story, 21);
        assertThat(getAfter(other, token, "/customers/" + story.customer() + "/orders")
                        .items("customerName"))
                .containsOnly("Ada King");
    }
}
