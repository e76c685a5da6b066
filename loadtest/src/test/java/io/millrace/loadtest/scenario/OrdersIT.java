package io.millrace.loadtest.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.loadtest.shop.Addresses;
import io.millrace.loadtest.subject.EmbeddedDemo;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way, from the command line to the report, with goals that a slow machine does not miss. */
@Tag("own-servers")
class OrdersIT {

    private static final int CLIENTS = 30;

    @TempDir
    Path report;

    @Test
    void playsTheStoryChecksAndReports() throws IOException {
        try (EmbeddedDemo demo = EmbeddedDemo.start()) {
            assertThat(run(demo.addresses(), "--p99", "60000", "--lag-p99", "60000"))
                    .isZero();
            JsonObject json = json();
            assertThat(json.getString("verdict")).isEqualTo("Goals met, and everything is there");
            assertThat(json.getJsonObject("total").getInteger("count")).isEqualTo(5 * CLIENTS);
            assertThat(json.getJsonObject("total").getInteger("failed")).isZero();
            assertThat(json.getJsonArray("steps"))
                    .hasSize(5)
                    .allSatisfy(step ->
                            assertThat(((JsonObject) step).getInteger("count")).isEqualTo(CLIENTS));
            assertThat(json.getJsonArray("check")).hasSize(4).allMatch(each -> ((JsonObject) each).getBoolean("right"));
            assertThat(json.getJsonObject("timeline").getJsonArray("second").size())
                    .isGreaterThan(5);
            assertThat(report.resolve("report.html")).content().contains("uPlot", json.getString("command"));
        }
    }

    private int run(Addresses at, String... goals) {
        String[] where = {
            "orders",
            "--base-url=" + at.query(),
            "--customers-url=" + at.customers(),
            "--catalog-url=" + at.catalog(),
            "--inventory-url=" + at.inventory(),
            "--orders-url=" + at.orders(),
            "--rate=10",
            "--seconds=3",
            "--warmup=3",
            "--report=" + report
        };
        String[] all = new String[where.length + goals.length];
        System.arraycopy(where, 0, all, 0, where.length);
        System.arraycopy(goals, 0, all, where.length, goals.length);
        return Main.run(all);
    }

    private JsonObject json() throws IOException {
        return new JsonObject(Files.readString(report.resolve("report.json")));
    }
}
