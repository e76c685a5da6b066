package io.millrace.system.outage;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.runtime.http.testing.RawHttp;
import io.millrace.system.check.Checker;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole system under faults of every kind, one after the other, while commands keep coming; in the end nothing is lost,
 * doubled or different. {@code millrace.faults.seconds} says how long, and without it this is left out: a few seconds find
 * little that the tests of one fault each do not. {@code millrace.faults.seed} repeats the choice of faults and commands,
 * though not their timing. The folder with the logs of all processes stays if it fails.
 */
@Tag("faults")
@EnabledIfSystemProperty(
        named = FaultsIT.HOW_LONG,
        matches = "[0-9]+",
        disabledReason = "takes as many seconds of faults as -D" + FaultsIT.HOW_LONG + " says")
@Timeout(value = 60, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FaultsIT {

    static final String HOW_LONG = "millrace.faults.seconds";

    private static final int SECONDS = Integer.getInteger(HOW_LONG, 0);
    private static final long SEED = Long.getLong("millrace.faults.seed", System.nanoTime());
    private static final Duration SETTLE = Duration.ofMinutes(10);
    private static final int CALLERS = 4;

    private enum Fault {
        KILL,
        FREEZE,
        CUT,
        SLOW_STORE,
        SLOW_BROKER,
        FULL_QUEUES,
        PURGE,
        REBUILD
    }

    private final Random random = new Random(SEED);
    private final Map<Fault, Integer> done = new TreeMap<>();
    private final Tally holes = new Tally();
    private final Tally duplicates = new Tally();
    private double longestLag;
    private int unanswered;

    @Test
    void changeNothingInTheEnd(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
        System.out.println("millrace.faults.seed " + SEED + ", logs in " + folder);
        try (Town town = Town.startBehindProxies(folder)) {
            Crowd crowd = new Crowd(town);
            crowd.start(CALLERS, random.nextLong());
            List<Fault> possible = possible(town);
            long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
            long told = System.nanoTime();
            while (System.nanoTime() < end) {
                if (System.nanoTime() - told > Duration.ofMinutes(1).toNanos()) {
                    told = System.nanoTime();
                    System.out.printf(
                            "%s: %s, %s acknowledged%n",
                            Instant.now(), done, crowd.acknowledged().size());
                }
                Fault fault = any(possible);
                try {
                    inflict(fault, town);
                    look(town);
                } catch (UncheckedIOException e) {
                    unanswered++; // a question to the query service; the next fault does not need the answer
                }
                done.merge(fault, 1, Integer::sum);
            }
            crowd.stop();

            String compared = new Checker(town::store, town::address).verify(crowd.acknowledged());
            verifyReadModels(town);
            look(town);
            System.out.printf(
                    "%d faults %s; %d commands acknowledged, sent again %d times; %s; the query service has repaired %d holes"
                            + " and dropped %d duplicates, its longest lag was %.1f s, as far as seen; %d questions of an operator got no answer%n",
                    done.values().stream().mapToInt(count -> count).sum(),
                    done,
                    crowd.acknowledged().size(),
                    crowd.again(),
                    compared,
                    holes.total(),
                    duplicates.total(),
                    longestLag,
                    unanswered);
        }
    }

    /** The embedded broker's queues are never full. */
    private static List<Fault> possible(Town town) {
        boolean limits = town.servers().limitQueues(1);
        town.servers().unlimitQueues();
        return Stream.of(Fault.values())
                .filter(fault -> limits || fault != Fault.FULL_QUEUES)
                .toList();
    }

    private void inflict(Fault fault, Town town) throws Exception {
        Part any = any(List.of(Part.values()));
        Part service = any(Part.SERVICES);
        switch (fault) {
            case KILL -> {
                town.kill(any);
                pause(2_000);
                town.start(any);
            }
            case FREEZE -> {
                town.freeze(service);
                pause(4_000);
                town.thaw(service);
            }
            case CUT -> {
                TcpProxy way = town.way(service, random.nextBoolean());
                way.cut();
                pause(3_000);
                way.mend();
            }
            case SLOW_STORE -> slow(town.way(service, false));
            case SLOW_BROKER -> slow(town.way(service, true));
            case FULL_QUEUES -> {
                town.servers().limitQueues(1);
                pause(4_000);
                town.servers().unlimitQueues();
            }
            case PURGE -> {
                String projection = any(projections(town));
                town.purgeQueuesOf("query." + projection);
                pause(1_000);
            }
            case REBUILD -> {
                String projection = any(projections(town));
                dropReady(town, projection);
                query(town).send("POST", "/projections/" + projection + "/rebuild", new String[0], new byte[0]);
                pause(3_000);
            }
        }
    }

    private void slow(TcpProxy way) throws InterruptedException {
        way.delay(1 + random.nextInt(60));
        pause(3_000);
        way.mend();
    }

    private static void dropReady(Town town, String projection) {
        String path = "/projections/" + projection;
        JsonArray generations = new JsonObject(query(town).get(path).body()).getJsonArray("generations");
        IntStream.range(0, generations.size())
                .mapToObj(generations::getJsonObject)
                .filter(one -> one.getString("state").equals("ready"))
                .forEach(one -> query(town)
                        .send(
                                "DELETE",
                                path + "/generations/" + one.getInteger("generation"),
                                new String[0],
                                new byte[0]));
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private void pause(int atMostMillis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(atMostMillis));
    }

    private static RawHttp query(Town town) {
        return new RawHttp(URI.create(town.address("query")));
    }

    private static List<JsonObject> status(Town town) {
        JsonArray items = new JsonObject(query(town).get("/projections").body()).getJsonArray("items");
        return IntStream.range(0, items.size()).mapToObj(items::getJsonObject).toList();
    }

    private static List<String> projections(Town town) {
        return status(town).stream().map(one -> one.getString("name")).toList();
    }

    private void look(Town town) {
        status(town).forEach(one -> longestLag = Math.max(longestLag, one.getDouble("lagSeconds")));
        List<String> metrics = List.of(query(town).get("/metrics").body().split("\n", -1));
        holes.look(sum(metrics, "millrace_messaging_hole_repair_seconds_count"));
        duplicates.look(sum(metrics, "millrace_messaging_duplicates_total"));
    }

    private static double sum(List<String> metrics, String name) {
        return metrics.stream()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** By the service itself, which folds the journals anew and compares every document; all at the same time. */
    private static void verifyReadModels(Town town) {
        List<String> projections = projections(town);
        projections.forEach(projection -> await("no rebuild of " + projection + " is under way")
                .atMost(SETTLE)
                .until(() -> query(town)
                                .send("POST", "/projections/" + projection + "/verify", new String[0], new byte[0])
                                .status()
                        == 202));
        for (String projection : projections) {
            await(projection + " is verified")
                    .atMost(SETTLE)
                    .until(() ->
                            states(town, projection).noneMatch(List.of("building", "verifying", "dropping")::contains));
            JsonObject found = requireNonNull(
                    new JsonObject(query(town).get("/projections/" + projection).body()).getJsonObject("verification"),
                    "verification");
            assertThat(found.getInteger("differing")).as(found.encodePrettily()).isZero();
            assertThat(found.getInteger("unsettled")).as(found.encodePrettily()).isZero();
        }
        status(town)
                .forEach(one -> assertThat(one.getInteger("deadLetters"))
                        .as(one.encodePrettily())
                        .isZero());
    }

    private static Stream<String> states(Town town, String projection) {
        JsonArray generations =
                new JsonObject(query(town).get("/projections/" + projection).body()).getJsonArray("generations");
        return IntStream.range(0, generations.size())
                .mapToObj(i -> generations.getJsonObject(i).getString("state"));
    }
}
