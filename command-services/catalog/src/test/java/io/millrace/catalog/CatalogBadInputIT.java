package io.millrace.catalog;

import io.millrace.embedded.junit.MongoServer;
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
class CatalogBadInputIT extends BadInputContract {

    private static final String SOMETHING = "/products/0190a1b2-0000-7000-8000-000000000001";

    private static ServiceUnderTest service;

    @BeforeAll
    static void start(Vertx vertx, MongoServer mongo) {
        service = ServiceUnderTest.start(
                vertx, mongo.freshUri("catalog"), ServiceUnderTest.NO_BROKER, CatalogService::start);
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

    /** Attributes are empty: within them another type is no mistake. */
    @Override
    protected List<Write> writes() {
        JsonObject price = new JsonObject().put("amount", 1999).put("currency", "EUR");
        JsonObject details = new JsonObject()
                .put("title", "Desk lamp")
                .put("description", "For a desk.")
                .put("category", "lighting")
                .put("attributes", new JsonObject());
        return List.of(
                new Write(
                        "POST", "/products", details.copy().put("sku", "LAMP-1").put("price", price)),
                new Write("PUT", SOMETHING + "/details", details),
                new Write("PUT", SOMETHING + "/price", price));
    }
}
