package io.millrace.loadtest.traffic;

import io.gatling.javaapi.core.ChainBuilder;
import io.millrace.loadtest.measure.Measurements;
import io.millrace.loadtest.shop.Ledger;
import io.millrace.loadtest.shop.Product;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Clients who come to the shop as planned, each of whom does the same story. For one use. */
public final class Load {

    /** How long the last clients may take, beyond the time that a request may take. */
    private static final Duration REST = Duration.ofSeconds(60);

    private final Arrivals arrivals;
    private final Measurements measurements;
    private final Clients clients;
    private final Function<Clients, ChainBuilder> story;
    private final Ledger ledger;
    private final Duration timeLimit;
    private final AtomicLong next = new AtomicLong();
    /** What planned times count from. */
    private final AtomicLong origin = new AtomicLong(Long.MAX_VALUE);

    private final CompletableFuture<Long> begun = new CompletableFuture<>();

    /** @param timeLimit how long a request may take */
    public Load(
            Arrivals arrivals,
            Measurements measurements,
            Clients clients,
            Function<Clients, ChainBuilder> story,
            Ledger ledger,
            Duration timeLimit) {
        this.arrivals = arrivals;
        this.measurements = measurements;
        this.clients = clients;
        this.story = story;
        this.ledger = ledger;
        this.timeLimit = timeLimit;
    }

    /** Lets all of them in; returns when the last one has left. */
    public void run() {
        ShopSimulation.run(this);
    }

    /** When the first one came, by {@link System#nanoTime()}; 0 before. */
    public long began() {
        return begun.getNow(0L);
    }

    /** Waits for the first one, who comes within seconds of {@link #run()}; returns when that was. */
    public long awaitBegin() {
        return begun.orTimeout(REST.toSeconds(), TimeUnit.SECONDS).join();
    }

    Arrivals arrivals() {
        return arrivals;
    }

    ChainBuilder story() {
        return story.apply(clients);
    }

    Duration longest() {
        return Duration.ofSeconds(arrivals.seconds()).plus(timeLimit).plus(REST);
    }

    /** The next one comes in. The plan counts from the first. */
    Visit arrive() {
        long now = System.nanoTime();
        long number = next.getAndIncrement();
        if (number == 0) {
            beginAt(now);
        }
        long planned = arrivals.nanosOf(number);
        long arrival = awaitBegin() + planned;
        // Whoever comes before his time by the first one's clock tells that the first one was late himself.
        long due = origin.accumulateAndGet(now - planned, Math::min) + planned;
        measurements.arrived(arrival, due, now);
        Product product = ledger.stocked().get((int) (number % ledger.stocked().size()));
        return new Visit(number, arrival, due, product);
    }

    private void beginAt(long now) {
        long start = now;
        for (Arrivals.Stretch stretch : arrivals.stretches()) {
            measurements.begin(stretch.phase(), stretch.counts(), start);
            start += TimeUnit.SECONDS.toNanos(stretch.seconds());
        }
        begun.complete(now);
    }
}
