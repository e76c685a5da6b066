package io.millrace.query;

import static io.millrace.embedded.junit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.millrace.contracts.ConsistencyToken;
import io.millrace.contracts.Event;
import io.millrace.embedded.junit.Infrastructure;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.runtime.Host;
import io.millrace.runtime.http.HttpSettings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers are followed by server-sent events, from every instance. */
@WithInfrastructure
@WithVertx
class FollowingIT {

    private static final Duration LONG = Duration.ofSeconds(40);

    private final Vertx vertx;
    private final Infrastructure servers;
    private final Owners owners;
    private final QuerySettings settings;
    private final List<QueryService> services = new ArrayList<>();
    private final List<Followed> followers = new ArrayList<>();
    private final Story story = Story.begin();
    private final QueryService service;

    FollowingIT(Vertx vertx, Infrastructure servers) {
        this.vertx = vertx;
        this.servers = servers;
        this.owners = Owners.start(vertx, servers.broker().uri());
        this.settings = new QuerySettings(
                URI.create(servers.mongo().freshUri("query")),
                URI.create(servers.broker().uri("query")),
                HttpSettings.loopback(0),
                3);
        this.service = start();
        happened(story.registered(), story.added("Lamp"));
    }

    @AfterEach
    void stop() {
        followers.forEach(Followed::close);
        servers.broker().start();
        services.forEach(running -> await(running.stop(), LONG));
        owners.close();
    }

    private QueryService start() {
        QueryService started = await(QueryService.start(Host.on(vertx), settings));
        services.add(started);
        return started;
    }

    /** Completes when the events are visible in every read model that is followed here. */
    private void happened(Event... events) {
        ConsistencyToken token = owners.happened(events);
        for (String path : List.of(profile(), profile() + "/orders", "/products/" + story.product())) {
            assertThat(Answer.get(service.port(), path, "Consistency-Token", token.encode(), "Prefer", "wait=30")
                            .status())
                    .isEqualTo(200);
        }
    }

    private Followed follow(QueryService from, String path, String... headers) {
        Followed follower = Followed.follow(from.port(), path, headers);
        followers.add(follower);
        return follower;
    }

    private String profile() {
        return "/customers/" + story.customer();
    }

    @Test
    void sendsThePresentStateAndThenEachChange() {
        Followed follower = follow(service, profile());

        assertThat(follower.status()).isEqualTo(200);
        assertThat(follower.header("Content-Type")).isEqualTo("text/event-stream");
        JsonObject present = follower.next().data();
        assertThat(present).isEqualTo(Answer.get(service.port(), profile()).body());
        for (String name : List.of("King", "Byron", "Milbanke")) {
            owners.happened(story.renamed(name));
            assertThat(follower.next().data().getString("lastName")).isEqualTo(name);
        }
    }

    @Test
    void sendsAClientThatComesAgainNothingThatItHas() {
        Followed first = follow(service, profile());
        String seen = first.next().id();
        first.close();

        Followed again = follow(service, profile(), "Last-Event-ID", seen);
        owners.happened(story.renamed("King"));
        assertThat(again.next().data().getString("lastName")).isEqualTo("King");

        Followed late = follow(service, profile(), "Last-Event-ID", seen);
        assertThat(late.next().data().getString("lastName")).isEqualTo("King");
    }

    @Test
    void followsACustomersOrdersWithTheNamesAndTitlesThatTheyShow() {
        Followed orders = follow(service, profile() + "/orders?limit=10");
        assertThat(orders.next().data().getJsonArray("items")).isEmpty();
        String order = Story.id();

        owners.happened(story.placed(order));
        assertThat(orders.next().data().getJsonArray("items").getJsonObject(0).getString("id"))
                .isEqualTo(order);
        Followed one = follow(service, "/orders/" + order);
        assertThat(one.next().data().getString("customerName")).isEqualTo("Ada Lovelace");

        owners.happened(story.renamed("King"));
        assertThat(one.next().data().getString("customerName")).isEqualTo("Ada King");
        owners.happened(story.confirmed(order, Instant.EPOCH));
        assertThat(one.next().data().getString("status")).isEqualTo("CONFIRMED");
        await().untilAsserted(() -> assertThat(orders.next()
                        .data()
                        .getJsonArray("items")
                        .getJsonObject(0)
                        .getString("status"))
                .isEqualTo("CONFIRMED"));
    }

    @Test
    void showsWhatAnotherInstanceApplies() {
        QueryService other = start(); // stands by: the first one is the active one
        Followed product = follow(other, "/products/" + story.product());
        assertThat(product.next().data().getString("title")).isEqualTo("Lamp");

        owners.happened(story.revised("Better lamp"));
        assertThat(product.next().data().getString("title")).isEqualTo("Better lamp");

        await(service.stop(), LONG);
        owners.happened(story.revised("Best lamp"));
        assertThat(product.next().data().getString("title")).isEqualTo("Best lamp");
    }

    @Test
    void noticesChangesThatNobodyCouldTellItOf() throws Exception {
        QueryService other = start();
        Followed product = follow(other, "/products/" + story.product());
        assertThat(product.next().data().getString("title")).isEqualTo("Lamp");
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(servers.broker().uri());
        try (Connection connection = factory.newConnection()) {
            connection.createChannel().exchangeDelete("query.changes");
        }

        owners.happened(story.revised("Better lamp"));
        assertThat(product.next().data().getString("title")).isEqualTo("Better lamp");
        owners.happened(story.revised("Best lamp"));
        assertThat(product.next().data().getString("title")).isEqualTo("Best lamp");
    }

    @Test
    void missesNothingWhileTheBrokerIsAway() {
        Followed follower = follow(service, profile());
        assertThat(follower.next().data().getString("lastName")).isEqualTo("Lovelace");
        servers.broker().stop();
        owners.commit(story.renamed("King"));

        servers.broker().start();

        assertThat(follower.next().data().getString("lastName")).isEqualTo("King");
    }

    @Test
    void showsWhatANewGenerationHolds() {
        Followed follower = follow(service, profile());
        follower.next();

        Answer.post(service.port(), "/projections/customer-profile/rebuild");
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(Answer.get(service.port(), "/projections/customer-profile")
                                .body()
                                .getInteger("generation"))
                        .isEqualTo(2));
        owners.happened(story.renamed("King"));

        assertThat(follower.next().data().getString("lastName")).isEqualTo("King");
    }

    @Test
    void tellsAProblemRatherThanFollowWhatDoesNotExist() {
        Followed nobody = follow(service, "/customers/" + Story.id());

        assertThat(nobody.status()).isEqualTo(404);
        assertThat(nobody.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void refusesMoreThanItHasRoomForAndTakesThemWhenOthersHaveGone() {
        for (int i = 0; i < 3; i++) {
            follow(service, profile()).next();
        }
        assertThat(follow(service, profile()).status()).isEqualTo(503);
        assertThat(Answer.get(service.port(), profile()).status()).isEqualTo(200);

        followers.get(0).close();
        await().atMost(LONG)
                .untilAsserted(
                        () -> assertThat(follow(service, profile()).status()).isEqualTo(200));
    }

    @Test
    void endsStreamsWhenItStops() {
        Followed follower = follow(service, profile());
        follower.next();

        await(service.stop(), Duration.ofSeconds(9)); // before the time that requests are given to end

        assertThat(follower.ends()).isTrue();
    }
}
