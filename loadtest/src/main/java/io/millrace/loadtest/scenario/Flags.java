package io.millrace.loadtest.scenario;

import static java.util.Objects.requireNonNullElse;

import io.millrace.loadtest.shop.Addresses;
import io.millrace.loadtest.shop.CannotGoOn;
import io.millrace.loadtest.subject.EmbeddedDemo;
import io.millrace.loadtest.subject.Readiness;
import io.millrace.loadtest.subject.Target;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all scenarios can be told. */
final class Flags {

    private static final double HIGHEST_RATE = 20_000;
    static final int LONGEST = 7 * 24 * 3600;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec spec;

    @Option(names = "--rate", paramLabel = "N", description = "clients who arrive in a second")
    @Nullable
    Double rate;

    @Option(names = "--seconds", paramLabel = "N", description = "how long they do, the warm-up not counted")
    @Nullable
    Integer seconds;

    @Option(
            names = "--warmup",
            paramLabel = "N",
            description =
                    "seconds at the same rate before, which do not count (default: 20, of each rate of capacity 3)")
    @Nullable
    Integer warmup;

    @Option(
            names = "--base-url",
            paramLabel = "URL",
            description = "a system behind one entrance, such as http://localhost:8080")
    @Nullable
    String baseUrl;

    @Option(names = "--customers-url", paramLabel = "URL", description = "where customers is, if elsewhere")
    @Nullable
    String customersUrl;

    @Option(names = "--catalog-url", paramLabel = "URL", description = "likewise")
    @Nullable
    String catalogUrl;

    @Option(names = "--inventory-url", paramLabel = "URL", description = "likewise")
    @Nullable
    String inventoryUrl;

    @Option(names = "--orders-url", paramLabel = "URL", description = "likewise")
    @Nullable
    String ordersUrl;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "how long a client waits for an answer (default: 10)")
    int timeout;

    @Option(names = "--p99", paramLabel = "MS", description = "goal: the p99 of what the scenario is about")
    @Nullable
    Double p99;

    @Option(names = "--errors", paramLabel = "PERCENT", description = "goal: how many requests may fail")
    @Nullable
    Double errors;

    @Option(
            names = "--lag-p99",
            paramLabel = "MS",
            description = "goal: the p99 of the time from acknowledged to visible, where it is measured")
    @Nullable
    Double lagP99;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "where to write the report (default: a new folder in loadtest/target/reports)")
    @Nullable
    Path report;

    /** @throws ParameterException when a value is out of its range */
    void check() {
        inRange("--rate", rate, 0.1, HIGHEST_RATE);
        inRange("--seconds", seconds, 1, LONGEST);
        inRange("--warmup", warmup, 0, LONGEST);
        inRange("--timeout", timeout, 1, 600);
        inRange("--p99", p99, 0, Double.MAX_VALUE);
        inRange("--errors", errors, 0, 100);
        inRange("--lag-p99", lagP99, 0, Double.MAX_VALUE);
        url("--base-url", baseUrl);
        url("--customers-url", customersUrl);
        url("--catalog-url", catalogUrl);
        url("--inventory-url", inventoryUrl);
        url("--orders-url", ordersUrl);
        if (baseUrl == null
                && (customersUrl != null || catalogUrl != null || inventoryUrl != null || ordersUrl != null)) {
            throw wrong("addresses of services need --base-url, where everything else is, queries among it");
        }
    }

    void inRange(String flag, @Nullable Number value, double least, double most) {
        if (value != null && !(value.doubleValue() >= least && value.doubleValue() <= most)) {
            throw wrong(flag + " is " + value + "; it must be at least " + plain(least)
                    + (most == Double.MAX_VALUE ? "" : " and at most " + plain(most)));
        }
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    private void url(String flag, @Nullable String value) {
        if (value != null && !value.matches("https?://[^/\\s]+(/\\S*)?")) {
            throw wrong(flag + " is " + value + "; it must be an address such as http://localhost:8080");
        }
        if (value != null) {
            try {
                URI.create(value);
            } catch (IllegalArgumentException e) {
                throw wrong(flag + " is " + value + ", which is no address: " + e.getMessage());
            }
        }
    }

    ParameterException wrong(String message) {
        if (spec == null) {
            throw new IllegalStateException(message);
        }
        return new ParameterException(spec.commandLine(), message);
    }

    /** The system that is named; else the demo that runs; else one that is started. */
    Target target() {
        if (baseUrl == null) {
            return EmbeddedDemo.runningOrStarted();
        }
        String base = trimmed(baseUrl);
        Addresses at = new Addresses(
                trimmed(requireNonNullElse(customersUrl, base)),
                trimmed(requireNonNullElse(catalogUrl, base)),
                trimmed(requireNonNullElse(inventoryUrl, base)),
                trimmed(requireNonNullElse(ordersUrl, base)),
                base);
        if (!Readiness.ofQueries(at)) {
            throw new CannotGoOn(
                    "No Millrace answers at " + base + " (GET " + base + "/products should be answered 200)");
        }
        return Target.running(at, base);
    }

    private static String trimmed(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    Duration timeLimit() {
        return Duration.ofSeconds(timeout);
    }

    /** Where the report goes. */
    Path folder(String scenario) {
        String parent = System.getProperty("millrace.loadtest.reports", "loadtest/target/reports");
        return report != null
                ? report
                : Path.of(parent)
                        .resolve(scenario + "-"
                                + LocalDateTime.now(ZoneId.systemDefault()).format(TIME));
    }
}
