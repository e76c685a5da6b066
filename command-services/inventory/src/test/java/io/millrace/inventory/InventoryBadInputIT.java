package io.millrace.inventory;

import io.millrace.embedded.junit.PostgresServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.kit.testing.ServiceUnderTest;
import io.millrace.runtime.http.testing.BadInputContract;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

@WithInfrastructure
@WithVertx
class InventoryBadInputIT extends BadInputContract {

    private static ServiceUnderTest service;

    @BeforeAll
    static void start(Vertx vertx, PostgresServer postgres) {
        service = ServiceUnderTest.start(
                vertx, postgres.freshUri("inventory"), ServiceUnderTest.NO_BROKER, InventoryService::start);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Override
    protected URI service() {
        return service.address();
    }

    @Override
    protected long written() {
        return service.journal().events();
    }

    @Override
    protected List<Write> writes() {
        String receipts = "/stock/0190a1b2-0000-7000-8000-00000000000a/receipts";
        return List.of(new Write("POST", receipts, new JsonObject().put("quantity", 5)));
    }
}
