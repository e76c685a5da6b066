package io.millrace.loadtest.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.millrace.loadtest.measure.Measurements;
import io.millrace.loadtest.measure.Outcome;
import io.millrace.loadtest.measure.Step;
import io.millrace.loadtest.shop.Addresses;
import io.millrace.loadtest.shop.Ledger;
import io.millrace.loadtest.shop.Shop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A server that stands still for a while keeps everybody waiting who comes meanwhile; percentiles have to tell. */
class StallTest {

    private static final int RATE = 40;
    private static final Duration STALL = Duration.ofSeconds(1);

    private final Ledger ledger = new Ledger();
    private final Measurements measurements = new Measurements();

    @Test
    void showsInThePercentiles() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        CompletableFuture<Void> stalled = new CompletableFuture<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            int number = requests.getAndIncrement();
            if (number == RATE) {
                stalled.completeOnTimeout(null, STALL.toMillis(), TimeUnit.MILLISECONDS);
            }
            if (number >= RATE) {
                stalled.join();
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            read(Addresses.at("http://127.0.0.1:" + server.getAddress().getPort()));
        } finally {
            server.stop(0);
            threads.shutdownNow();
        }
        Outcome outcome = measurements.outcome(Step.PRODUCT);
        assertThat(outcome.count()).isEqualTo(4 * RATE);
        assertThat(outcome.failed()).isZero();
        // A quarter of all came while it stood still, and waited for half of it in the mean.
        assertThat(outcome.at(99)).isGreaterThan(0.9 * STALL.toMillis());
        assertThat(outcome.at(90)).isGreaterThan(0.4 * STALL.toMillis());
    }

    private void read(Addresses at) {
        ledger.stocked(UUID.randomUUID().toString());
        Duration limit = Duration.ofSeconds(5);
        Clients clients = new Clients(new Shop(at, "test"), ledger, measurements, limit);
        Arrivals arrivals = Arrivals.none().then("load", true, RATE, 4);
        new Load(arrivals, measurements, clients, Clients::readProduct, ledger, limit).run();
    }
}
