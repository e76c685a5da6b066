package io.millrace.runtime.http;

import io.millrace.runtime.http.testing.BadInputContract;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

class WorkshopBadInputTest extends BadInputContract {

    private static final Workshop WORKSHOP = new Workshop(Workshop.limits(100, Duration.ofSeconds(10)));

    @AfterAll
    static void close() {
        WORKSHOP.close();
    }

    @Override
    protected URI service() {
        return WORKSHOP.address();
    }

    @Override
    protected long written() {
        return WORKSHOP.written.get();
    }

    @Override
    protected List<Write> writes() {
        JsonObject line = new JsonObject().put("part", "bolt").put("quantity", 2);
        return List.of(new Write(
                "POST",
                "/jobs",
                new JsonObject()
                        .put("title", "Mend the gate")
                        .put("email", "smith@example.org")
                        .put("priority", 3)
                        .put("kind", "REPAIR")
                        .put("count", 4)
                        .put("attributes", new JsonObject())
                        .put("lines", new JsonArray().add(line))));
    }
}
