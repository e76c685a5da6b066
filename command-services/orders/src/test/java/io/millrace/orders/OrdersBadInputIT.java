package io.millrace.orders;

import io.millrace.embedded.junit.PostgresServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.kit.testing.ServiceUnderTest;
import io.millrace.runtime.http.testing.BadInputContract;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

@WithInfrastructure
@WithVertx
class OrdersBadInputIT extends BadInputContract {

    private static ServiceUnderTest service;

    @BeforeAll
    static void start(Vertx vertx, PostgresServer postgres) {
        service = ServiceUnderTest.start(
                vertx, postgres.freshUri("orders"), ServiceUnderTest.NO_BROKER, OrdersService::start);
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
        JsonObject line = new JsonObject()
                .put("productId", "0190a1b2-0000-7000-8000-00000000000a")
                .put("quantity", 2);
        JsonObject order = new JsonObject()
                .put("customerId", "0190a1b2-0000-7000-8000-000000000001")
                .put("lines", new JsonArray().add(line));
        return List.of(new Write("POST", "/orders", order));
    }
}
