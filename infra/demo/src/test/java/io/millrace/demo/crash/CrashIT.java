package io.millrace.demo.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.demo.ProductTitles;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a whole system amid a burst of commands, again and again on the same data. {@code millrace.crash.rounds} and
 * {@code millrace.crash.seed} change how often and repeat a run.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CrashIT {

    private static final int ROUNDS = Integer.getInteger("millrace.crash.rounds", 10);
    private static final long SEED = Long.getLong("millrace.crash.seed", System.nanoTime());
    private static final Duration SETTLE = Duration.ofSeconds(40);

    private final Map<String, String> titles = ProductTitles.byId();
    private final Burst burst = new Burst(List.copyOf(titles.keySet()));
    private final Random random = new Random(SEED);
    private int checked;

    @Test
    void losesNothingThatWasAcknowledgedAndRepeatsNothing(@TempDir Path folder) throws Exception {
        System.out.println("millrace.crash.seed " + SEED);
        Path data = folder.resolve("data");
        ForkedDemo demo = ForkedDemo.start(data);
        try {
            for (int round = 1; round <= ROUNDS; round++) {
                killAmidABurst(demo);
                demo = ForkedDemo.start(data);
                repeatUnanswered(demo);
                System.out.println("round " + round + ": " + verify(demo));
            }
            assertThat(demo.terminate()).as(demo.output()).isZero();
        } finally {
            demo.close();
        }
    }

    private void killAmidABurst(ForkedDemo demo) throws InterruptedException {
        burst.start(demo, random);
        int moment = checked + 20 + random.nextInt(300);
        await("enough answers")
                .atMost(SETTLE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> burst.acknowledged().size() >= moment);
        burst.expectKill();
        demo.kill();
        burst.await();
    }

    /** Whether such a command was carried out is unknown; with its key, sent twice, it is carried out once. */
    private void repeatUnanswered(ForkedDemo demo) throws IOException {
        Sender sender = new Sender(demo);
        for (Sent sent : burst.takeUnanswered()) {
            Optional<Acknowledged> first = sender.send(sent);
            Optional<Acknowledged> second = sender.send(sent);
            assertThat(second.map(Acknowledged::body)).isEqualTo(first.map(Acknowledged::body));
            first.ifPresent(burst::note);
        }
    }

    private String verify(ForkedDemo demo) throws Exception {
        String postgres = demo.address("PostgreSQL");
        await("every order is answered")
                .atMost(SETTLE)
                .until(() -> new ReadModelsOfJournals(Journals.read(postgres), titles).isEveryOrderAnswered());
        Journals journals = Journals.read(postgres);
        ReadModelsOfJournals expected = new ReadModelsOfJournals(journals, titles);
        journals.assertDense();
        List<Acknowledged> acknowledged = burst.acknowledged();
        acknowledged.subList(checked, acknowledged.size()).forEach(journals::assertHolds);
        checked = acknowledged.size();
        assertShown(expected, new Queries(demo.address("query"), journals.token()));
        await("stock adds up").atMost(SETTLE).untilAsserted(() -> assertStock(expected, postgres));
        return acknowledged.size() + " commands acknowledged, " + journals.size() + " events, "
                + expected.customers().size() + " customers, " + expected.orders() + " orders";
    }

    private static void assertShown(ReadModelsOfJournals expected, Queries queries) throws Exception {
        assertThat(queries.all("/customers")).isEqualTo(expected.customers());
        for (var customer : expected.customers()) {
            String id = customer.getString("id");
            assertThat(queries.all("/customers/" + id + "/orders")).isEqualTo(expected.ordersOf(id));
        }
        assertThat(queries.all("/sales/days")).isEqualTo(expected.days());
        assertThat(queries.all("/sales/products")).isEqualTo(expected.bestSellers());
    }

    /** Reserved is what confirmed orders hold, and what was received is on hand or was shipped. */
    private void assertStock(ReadModelsOfJournals expected, String postgres) throws SQLException {
        try (Connection connection = Journals.connect("inventory", postgres);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT s.id, s.on_hand, s.reserved,"
                        + " (SELECT sum((data->>'quantity')::bigint) FROM journal WHERE aggregate_id = s.id"
                        + " AND type = 'StockReceived') AS received FROM stock s")) {
            while (rows.next()) {
                String id = rows.getString("id");
                assertThat(rows.getLong("reserved")).as("reserved of " + id).isEqualTo(expected.units(id, "CONFIRMED"));
                assertThat(rows.getLong("on_hand"))
                        .as("on hand of " + id)
                        .isEqualTo(rows.getLong("received") - expected.units(id, "SHIPPED"));
            }
        }
    }
}
