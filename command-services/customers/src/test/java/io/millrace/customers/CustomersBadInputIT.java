package io.millrace.customers;

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
class CustomersBadInputIT extends BadInputContract {

    private static final String SOMEBODY = "/customers/0190a1b2-0000-7000-8000-000000000001";

    private static ServiceUnderTest service;

    @BeforeAll
    static void start(Vertx vertx, PostgresServer postgres) {
        service = ServiceUnderTest.start(
                vertx, postgres.freshUri("customers"), ServiceUnderTest.NO_BROKER, CustomersService::start);
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
        JsonObject name = new JsonObject().put("firstName", "Ada").put("lastName", "Lovelace");
        JsonObject email = new JsonObject().put("email", "ada@example.org");
        return List.of(
                new Write("POST", "/customers", name.copy().mergeIn(email)),
                new Write("PUT", SOMEBODY + "/name", name),
                new Write("PUT", SOMEBODY + "/email", email));
    }
}
