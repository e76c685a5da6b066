package io.millrace.system.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.embedded.junit.Infrastructure;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.messaging.Broker;
import io.millrace.messaging.BrokerOptions;
import io.millrace.runtime.http.testing.RawHttp;
import io.millrace.system.check.Acknowledged;
import io.millrace.system.check.Sender;
import io.millrace.system.check.Sent;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two query services share the load; what one of them does not do any more, the other does. */
@WithInfrastructure
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InstancesIT {

    private static final Duration TAKE_OVER = Duration.ofSeconds(5);
    /** The broker finds out by heartbeats that somebody is silent. */
    private static final Duration FROZEN = Duration.ofSeconds(90);

    private final List<ForkedService> processes = new ArrayList<>();
    private final String mongo;
    private final String broker;
    private final String postgres;
    private Sender sender;
    private ForkedService first;
    private ForkedService second;
    private String customer;

    InstancesIT(Infrastructure servers) {
        broker = servers.broker().uri();
        mongo = servers.mongo().freshUri("query");
        postgres = servers.postgres().freshUri("customers");
    }

    @BeforeEach
    void start() throws Exception {
        declareOwners();
        ForkedService customers = run("customers", "MILLRACE_POSTGRES_URI", postgres);
        sender = new Sender(service -> customers.address().toString());
        first = run("query", "MILLRACE_MONGO_URI", mongo);
        first.awaitReady();
        second = run("query", "MILLRACE_MONGO_URI", mongo);
        second.awaitReady();
        JsonObject ada = new JsonObject()
                .put("firstName", "Ada")
                .put("lastName", "Lovelace")
                .put("email", UUID.randomUUID() + "@example.org");
        Acknowledged registered = command("POST", "/customers", ada);
        customer = registered.aggregateId();
        assertShown(first, registered, "Lovelace", TAKE_OVER);
        assertShown(second, registered, "Lovelace", TAKE_OVER);
    }

    /** A read model also follows owners that do not run here; it waits for those it has never heard of. */
    private void declareOwners() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            for (String source : List.of("customers", "catalog", "inventory", "orders")) {
                Broker.declareSource(vertx, BrokerOptions.defaults(broker), source)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS);
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    private ForkedService run(String service, String storeVariable, String store) {
        ForkedService process = ForkedService.run(
                service,
                Map.of(
                        storeVariable,
                        store,
                        "MILLRACE_AMQP_URI",
                        broker,
                        "MILLRACE_HTTP_HOST",
                        "127.0.0.1",
                        "MILLRACE_HTTP_PORT",
                        "0"));
        processes.add(process);
        return process;
    }

    @AfterEach
    void stop() {
        processes.forEach(ForkedService::close);
    }

    private Acknowledged command(String method, String path, JsonObject body) throws IOException {
        return sender.send(new Sent(
                        "customers", method, path, body, UUID.randomUUID().toString()))
                .orElseThrow();
    }

    private Acknowledged rename(String lastName) throws IOException {
        return command(
                "PUT",
                "/customers/" + customer + "/name",
                new JsonObject().put("firstName", "Ada").put("lastName", lastName));
    }

    private void assertShown(ForkedService from, Acknowledged write, String lastName, Duration within) {
        await().atMost(within)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertShownSoon(from, write, lastName));
    }

    private void assertShownSoon(ForkedService from, Acknowledged write, String lastName) {
        RawHttp.Answer answer = new RawHttp(from.address())
                .send(
                        "GET",
                        "/customers/" + customer,
                        new String[] {"Consistency-Token: " + write.token().encode(), "Prefer: wait=1"},
                        new byte[0]);
        assertThat(answer.status())
                .as(() -> answer.body() + "; its log:\n" + from.output())
                .isEqualTo(200);
        assertThat(new JsonObject(answer.body()).getString("lastName")).isEqualTo(lastName);
    }

    private static JsonObject profiles(ForkedService of) {
        return new JsonObject(
                new RawHttp(of.address()).get("/projections/customer-profile").body());
    }

    /** The one that applies events. */
    private ForkedService active() {
        return profiles(first).getInteger("eventsApplied") > 0 ? first : second;
    }

    private ForkedService other(ForkedService one) {
        return one == first ? second : first;
    }

    @Test
    void theOtherTakesOverWithinFiveSecondsOfAKill() throws Exception {
        ForkedService active = active();
        ForkedService other = other(active);
        assertThat(profiles(other).getInteger("eventsApplied")).isZero();

        active.signal("KILL");
        long began = System.nanoTime();
        // The embedded broker, when busy, may tell the other of its turn only with the next message.
        AtomicInteger tries = new AtomicInteger();
        await().atMost(TAKE_OVER).untilAsserted(() -> {
            String name = "King " + tries.incrementAndGet();
            assertShownSoon(other, rename(name), name);
        });

        System.out.printf("taken over after %d ms%n", (System.nanoTime() - began) / 1_000_000);
        assertThat(profiles(other).getInteger("eventsApplied")).isPositive();
    }

    @Test
    void oneThatWasStoppedAndWakesUpLateOverwritesNothing() throws Exception {
        ForkedService frozen = active();
        ForkedService other = other(frozen);
        frozen.signal("STOP");
        Acknowledged last = rename("0");
        for (int i = 1; i <= 20; i++) {
            last = rename(Integer.toString(i));
        }
        assertShown(other, last, "20", FROZEN);

        frozen.signal("CONT");
        for (int i = 21; i <= 40; i++) {
            last = rename(Integer.toString(i));
        }
        assertShown(other, last, "40", FROZEN);
        assertShown(frozen, last, "40", FROZEN);
        assertThat(profiles(other).getInteger("deadLetters")).isZero();
    }
}
