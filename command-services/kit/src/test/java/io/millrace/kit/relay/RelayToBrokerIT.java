package io.millrace.kit.relay;

import static io.millrace.embedded.junit.Futures.await;
import static io.millrace.kit.membership.MemberProcess.freshId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.contracts.EventEnvelope;
import io.millrace.embedded.junit.BrokerServer;
import io.millrace.embedded.junit.PostgresServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.kit.journal.StoreOptions;
import io.millrace.kit.lane.LaneLimits;
import io.millrace.kit.membership.MemberCommand.Join;
import io.millrace.kit.membership.MemberProcess;
import io.millrace.messaging.Broker;
import io.millrace.messaging.BrokerOptions;
import io.millrace.messaging.EventHandler;
import io.millrace.messaging.Subscription;
import io.millrace.messaging.SubscriptionOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From a journal through a real broker to a subscriber. */
@WithInfrastructure
@WithVertx
class RelayToBrokerIT {

    private static final String SOURCE = "members";

    private final BrokerServer server;
    private final List<Relay> wired = new ArrayList<>();
    private final MemberProcess process;
    private final Broker broker;
    private final Map<Integer, List<Long>> received = new ConcurrentHashMap<>();

    RelayToBrokerIT(Vertx vertx, PostgresServer postgres, BrokerServer server) {
        this.server = server;
        StoreOptions options = StoreOptions.of(postgres.freshUri("members")).withPartitions(2);
        process = MemberProcess.start(
                vertx,
                options,
                LaneLimits.DEFAULT,
                (partition, base, events) -> wired.get(0).committed(partition, base, events));
        broker = Broker.create(vertx, BrokerOptions.defaults(server.uri()), SOURCE, process.meters);
        wired.add(new Relay(
                vertx,
                process.journal,
                process.store.leadership(),
                broker.publisher(SOURCE, 2)::publish,
                RelayOptions.DEFAULT,
                process.meters));
    }

    @AfterEach
    void stop() {
        await(wired.get(0).stop());
        await(broker.close());
        process.close();
    }

    private void join(int count) {
        await(Future.all(IntStream.range(0, count)
                .mapToObj(i -> process.submit(new Join(freshId(), "M", freshId())))
                .toList()));
    }

    private Subscription subscribe() {
        EventHandler handler = events -> {
            received.computeIfAbsent(events.get(0).partition(), partition -> new CopyOnWriteArrayList<>())
                    .addAll(events.stream().map(EventEnvelope::position).toList());
            return Future.succeededFuture();
        };
        return broker.subscribe(
                SubscriptionOptions.of(server.unique("reader"), SOURCE),
                () -> Future.succeededFuture(Map.of()),
                handler);
    }

    private void assertReceived(int count) {
        Map<Integer, Long> heads = await(process.journal.heads());
        assertThat(heads.values().stream().mapToLong(head -> head).sum()).isEqualTo(count);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        heads.forEach((partition, head) -> assertThat(received.getOrDefault(partition, List.of()))
                                .containsExactlyElementsOf(
                                        LongStream.rangeClosed(1, head).boxed().toList())));
    }

    @Test
    void everyCommittedEventArrivesOnceAndInOrderThroughABrokerThatIsAwayForAWhile() {
        await(broker.start());
        await(subscribe().start());
        wired.get(0).start();
        join(50);
        assertReceived(50);

        server.stop();
        try {
            join(50);
        } finally {
            server.start();
        }
        join(50);

        assertReceived(150);
    }
}
