package io.millrace.demo.outage;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.demo.check.Checker;
import io.millrace.runtime.http.testing.RawHttp;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
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
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole system under faults of every kind, one after the other, while commands keep coming; in the end nothing is lost,
 * doubled or different. {@code millrace.faults.seconds} says how long, {@code millrace.faults.seed} repeats the choice of
 * faults and commands, though not their timing.
 */
@Tag("own-servers")
@Timeout(value = 60, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FaultsIT {

    private static final int SECONDS = Integer.getInteger("millrace.faults.seconds", 45);
    private static final long SEED = Long.getLong("millrace.faults.seed", System.nanoTime());
    private static final Duration SETTLE = Duration.ofMinutes(2);
    private static final int CALLERS = 4;

    private enum Fault {
        KILL,
        FREEZE,
        CUT,
        DELAY,
        PURGE,
        REBUILD
    }

    private final Random random = new Random(SEED);
    private final Map<Fault, Integer> done = new TreeMap<>();
    private double longestLag;

    @Test
    void changeNothingInTheEnd(@TempDir Path folder) throws Exception {
        System.out.println("millrace.faults.seed " + SEED);
        try (Town town = Town.startBehindProxies(folder)) {
            Crowd crowd = new Crowd(town);
            crowd.start(CALLERS, random.nextLong());
            long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
            while (System.nanoTime() < end) {
                Fault fault = any(List.of(Fault.values()));
                inflict(fault, town);
                done.merge(fault, 1, Integer::sum);
                look(town);
            }
            crowd.stop();

            String compared = new Checker(town::store, town::address).verify(crowd.acknowledged());
            verifyReadModels(town);
            System.out.printf(
                    "faults %s; %d commands acknowledged, sent again %d times; %s; longest lag seen %.1f s; %s%n",
                    done, crowd.acknowledged().size(), crowd.again(), compared, longestLag, repairs(town));
        }
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
            case DELAY -> {
                TcpProxy way = town.way(service, random.nextBoolean());
                way.delay(1 + random.nextInt(60));
                pause(3_000);
                way.mend();
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
    }

    /** By the service itself, which folds the journals anew and compares every document. */
    private static void verifyReadModels(Town town) {
        for (String projection : projections(town)) {
            String path = "/projections/" + projection;
            await("no rebuild of " + projection + " is under way")
                    .atMost(SETTLE)
                    .until(() -> query(town)
                                    .send("POST", path + "/verify", new String[0], new byte[0])
                                    .status()
                            == 202);
            await(projection + " is verified")
                    .atMost(SETTLE)
                    .until(() ->
                            states(town, projection).noneMatch(List.of("building", "verifying", "dropping")::contains));
            JsonObject found = requireNonNull(
                    new JsonObject(query(town).get(path).body()).getJsonObject("verification"), "verification");
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

    /** Since the query service was started the last time. */
    private static String repairs(Town town) {
        double repaired = 0;
        double duplicates = 0;
        for (String line : query(town).get("/metrics").body().split("\n", -1)) {
            double value = line.startsWith("#") || line.isBlank()
                    ? 0
                    : Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
            repaired += line.startsWith("millrace_messaging_hole_repair_seconds_count") ? value : 0;
            duplicates += line.startsWith("millrace_messaging_duplicates_total") ? value : 0;
        }
        return String.format(
                "since its last start the query service has repaired %.0f holes and dropped %.0f duplicates",
                repaired, duplicates);
    }
}
