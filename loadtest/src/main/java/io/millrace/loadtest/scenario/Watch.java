package io.millrace.loadtest.scenario;

import io.millrace.loadtest.measure.Interval;
import io.millrace.loadtest.measure.Measurements;
import io.millrace.loadtest.measure.Percentiles;
import io.millrace.loadtest.measure.Step;
import io.millrace.loadtest.report.Timeline;
import io.millrace.loadtest.shop.ReadModels;
import io.millrace.loadtest.shop.Shop;
import io.millrace.loadtest.traffic.Arrivals;
import io.millrace.loadtest.traffic.Load;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Looks at a load while it runs: tells a person what happens, and keeps it for the report. */
final class Watch implements AutoCloseable {

    /** A report of more points is no better. */
    private static final int MOST_POINTS = 600;

    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final Load load;
    private final Arrivals arrivals;
    private final Measurements measurements;
    private final Timeline timeline;
    private final Shop shop;
    private final PrintStream out;
    private final int period;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "watch"));
    private volatile ReadModels models = new ReadModels(0, 0, 0);
    private volatile double heapMegabytes = Double.NaN;
    private long last;

    Watch(Load load, Arrivals arrivals, Measurements measurements, Timeline timeline, Shop shop, PrintStream out) {
        this.load = load;
        this.arrivals = arrivals;
        this.measurements = measurements;
        this.timeline = timeline;
        this.shop = shop;
        this.out = out;
        this.period = Math.max(1, (arrivals.seconds() + MOST_POINTS - 1) / MOST_POINTS);
    }

    void start() {
        clock.scheduleAtFixedRate(this::look, 100, 100, TimeUnit.MILLISECONDS);
    }

    /** Ten times a second, so that intervals begin when the first client comes. */
    private void look() {
        long now = System.nanoTime();
        if (load.began() == 0) {
            return;
        }
        if (last == 0) {
            last = load.began();
        }
        if (now - last >= TimeUnit.SECONDS.toNanos(period)) {
            interval(now);
        }
    }

    private void interval(long now) {
        double second = (now - load.began()) / 1e9;
        double seconds = (now - last) / 1e9;
        last = now;
        Interval interval = measurements.takeInterval();
        double planned = arrivals.perSecondAt((int) Math.max(0, second - seconds / 2));
        timeline.add(new Timeline.Point(second, planned, seconds, interval, models, heapMegabytes));
        out.println(line(second, seconds, interval));
        askModels();
        askHeap();
    }

    private String line(double second, double seconds, Interval interval) {
        Percentiles lag = interval.steps().entrySet().stream()
                .filter(each -> each.getKey().isLag())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(interval.all());
        boolean seen = interval.steps().keySet().stream().anyMatch(Step::isLag);
        return String.format(
                Locale.ROOT,
                "  %4.0f s  %6.0f arrivals/s  %6.0f done/s  %5d in flight  p50 %s  p99 %s  failed %d%s",
                second,
                interval.arrivals() / seconds,
                interval.done() / seconds,
                interval.inFlight(),
                millis(interval.all().p50()),
                millis(interval.all().p99()),
                interval.failures(),
                seen ? "  seen after p99 " + millis(lag.p99()) : "  behind " + models.behind() + " events");
    }

    private static String millis(double value) {
        return Double.isNaN(value) ? "    -   " : String.format(Locale.ROOT, "%5.0f ms", value);
    }

    private void askModels() {
        ask(shop.projections().url(), text -> models = ReadModels.of(new JsonObject(text)));
    }

    private void askHeap() {
        ask(
                shop.addresses().query() + "/metrics",
                text -> heapMegabytes = text.lines()
                        .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                        .map(bytes -> bytes / (1 << 20))
                        .reduce(Double::sum)
                        .orElse(Double.NaN));
    }

    private void ask(String url, Consumer<String> answered) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).timeout(LIMIT).build();
        http.sendAsync(request, BodyHandlers.ofString()).thenAccept(response -> {
            if (response.statusCode() == 200) {
                try {
                    answered.accept(response.body());
                } catch (DecodeException | NumberFormatException e) {
                    // not a service that tells
                }
            }
        });
    }

    /** Stops looking; keeps what has happened since the last look. */
    @Override
    public void close() {
        clock.shutdownNow();
        try {
            if (clock.awaitTermination(5, TimeUnit.SECONDS) && last != 0) {
                interval(System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
