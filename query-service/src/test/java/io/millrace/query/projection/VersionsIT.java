package io.millrace.query.projection;

import static io.millrace.embedded.junit.Futures.await;
import static io.millrace.query.projection.Orders.placed;
import static io.millrace.query.projection.Orders.registered;
import static io.millrace.query.projection.Orders.renamed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.contracts.CustomerEvent.CustomerClosed;
import io.millrace.embedded.junit.Infrastructure;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.messaging.Broker;
import io.millrace.messaging.BrokerOptions;
import io.millrace.query.Owners;
import io.millrace.query.projection.Orders.Bugs;
import io.millrace.runtime.trace.Tracing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mongo.MongoClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A build of the service that declares a later version of a projection takes over from the one before. */
@WithInfrastructure
@WithVertx
class VersionsIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final Vertx vertx;
    private final String broker;
    private final Owners owners;
    private final MongoClient mongo;
    private final List<Instance> instances = new ArrayList<>();

    VersionsIT(Vertx vertx, Infrastructure servers) {
        this.vertx = vertx;
        this.broker = servers.broker().uri("query");
        this.owners = Owners.start(vertx, servers.broker().uri());
        this.mongo = MongoClient.create(
                vertx, new JsonObject().put("connection_string", servers.mongo().freshUri("versions")));
    }

    @AfterEach
    void stop() {
        instances.forEach(instance -> await(instance.stop(), LONG));
        await(mongo.close());
        owners.close();
    }

    private final class Instance {
        private final Broker ties =
                Broker.create(vertx, BrokerOptions.defaults(broker), "query", new SimpleMeterRegistry());
        private final Projection projection;
        private final Projections projections;

        Instance(int version, Bugs bugs) {
            this.projection = Orders.declare(version, bugs);
            await(ties.start());
            this.projections = await(Projections.start(
                    vertx, mongo, ties, new SimpleMeterRegistry(), () -> 0, Tracing.OFF, List.of(projection)));
            instances.add(this);
        }

        Future<Void> stop() {
            return projections.stop().eventually(ties::close).eventually(projections::close);
        }

        ProjectionStatus status() {
            return await(projections.status("orders"));
        }

        List<String> generations() {
            return status().generations().stream()
                    .map(one ->
                            one.number() + " v" + one.version() + " " + one.state() + (one.kept() ? "" : " not kept"))
                    .toList();
        }

        void awaitGenerations(String... expected) {
            await().atMost(LONG).untilAsserted(() -> assertThat(generations()).containsExactly(expected));
        }

        Optional<Document> customer(String id) {
            return await(projections.readModel(projection).find(Orders.CUSTOMERS, id));
        }

        void awaitName(String id, String name) {
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(customer(id).map(found -> found.text("name")))
                            .hasValue(name));
        }
    }

    @Test
    void aLaterVersionIsBuiltBesideAndTakesOver() {
        Instance old = new Instance(1, Bugs.NONE);
        owners.happened(registered("ada", "Lovelace"), placed("one", "ada"), renamed("ada", "King"));
        old.awaitName("ada", "King");

        Instance next = new Instance(2, Bugs.NONE);

        next.awaitGenerations("1 v1 ready not kept", "2 v2 live");
        next.awaitName("ada", "King");
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(old.status().generation()).isEqualTo(2));
        owners.happened(renamed("ada", "Byron"));
        old.awaitName("ada", "Byron");
        next.awaitName("ada", "Byron");
        assertThat(old.generations()).containsExactly("1 v1 ready", "2 v2 live not kept");
    }

    @Test
    void whatAnEarlierBuildMadeAnswersUntilThenAndSaysThatItIsBehind() {
        Instance old = new Instance(1, Bugs.NONE);
        owners.happened(registered("ada", "Lovelace"), placed("one", "ada"));
        old.awaitName("ada", "Lovelace");
        await(old.stop(), LONG);
        instances.clear();
        owners.fallSilent("customers");

        Instance next = new Instance(2, Bugs.NONE);
        await().atMost(LONG)
                .untilAsserted(
                        () -> assertThat(next.generations()).containsExactly("1 v1 live not kept", "2 v2 building"));
        assertThat(next.customer("ada")).isPresent();
        assertThat(next.status().state()).isEqualTo(ProjectionState.REBUILDING);
        assertThat(next.status().error())
                .hasValueSatisfying(error -> assertThat(error).contains("generation 1 is of version 1"));

        owners.answer("customers");
        next.awaitGenerations("1 v1 ready not kept", "2 v2 live");
        assertThat(next.status().state()).isEqualTo(ProjectionState.RUNNING);
    }

    @Test
    void aYetLaterVersionGivesUpWhatIsUnderWayForTheOneBefore() {
        Instance first = new Instance(1, Bugs.NONE);
        owners.happened(registered("ada", "Lovelace"));
        first.awaitName("ada", "Lovelace");
        owners.fallSilent("customers");
        Instance second = new Instance(2, Bugs.NONE);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(second.generations()).contains("2 v2 building"));
        await(first.stop(), LONG);
        await(second.stop(), LONG);
        instances.clear();

        Instance third = new Instance(3, Bugs.NONE);
        owners.answer("customers");

        third.awaitGenerations("1 v1 ready not kept", "3 v3 live");
        third.awaitName("ada", "Lovelace");
    }

    @Test
    void lettersOfWhatAnotherBuildKeepsUpAreNotResubmittedHere() {
        Instance next = new Instance(2, new Bugs(Set.of("cannot close"), Set.of()));
        owners.happened(registered("ada", "Lovelace"), new CustomerClosed("ada"));
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(next.status().deadLetters()).isEqualTo(1));

        Instance old = new Instance(1, Bugs.NONE);

        assertThat(await(old.projections.deadLetters("orders", "", 10))).hasSize(1);
        assertThatThrownBy(() -> await(old.projections.resubmitAll("orders")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("of version 2, which this build of the service does not keep up");
    }

    @Test
    void anEarlierVersionTakesNothingBack() {
        Instance next = new Instance(2, Bugs.NONE);
        owners.happened(registered("ada", "Lovelace"));
        next.awaitName("ada", "Lovelace");

        Instance old = new Instance(1, Bugs.NONE);

        old.awaitName("ada", "Lovelace");
        assertThat(old.generations()).containsExactly("1 v2 live not kept");
        assertThat(old.status().state()).isEqualTo(ProjectionState.WAITING);
    }

    @Test
    void aRebuildWithDeadLettersIsNotSwitchedToByItself() {
        Instance old = new Instance(1, Bugs.NONE);
        owners.happened(registered("ada", "Lovelace"), new CustomerClosed("ada"));
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(old.customer("ada").map(ada -> ada.has("closed")))
                        .hasValue(true));

        Instance next = new Instance(2, new Bugs(Set.of("cannot close"), Set.of()));

        next.awaitGenerations("1 v1 live not kept", "2 v2 ready");
        assertThat(next.status().generations().get(1).deadLetters()).isEqualTo(1);
        await(next.projections.switchTo("orders", 2));
        assertThat(next.status().generation()).isEqualTo(2);
        assertThat(next.status().deadLetters()).isEqualTo(1);
    }
}
