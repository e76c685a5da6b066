package io.millrace.catalog;

import static io.millrace.kit.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.junit.MongoServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.kit.testing.ServiceUnderTest;
import io.millrace.runtime.http.testing.RawHttp;
import io.millrace.runtime.http.testing.RawHttp.Answer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a restarted catalog reads from its store is what it had. */
@WithInfrastructure
@WithVertx
class CatalogRestartIT {

    private static final JsonObject PRODUCT = new JsonObject("""
            {"sku": "LAMP-1", "title": "Thé vert 緑茶 🍵", "description": "", "category": "épicerie",
             "price": {"amount": 9007199254740991, "currency": "EUR"},
             "attributes": {"$date": {"$oid": [1, 2.5, null, {"a.b": true}]}, "": "", "100%25": -9223372036854775808}}
            """);

    private ServiceUnderTest service;

    @BeforeEach
    void start(Vertx vertx, MongoServer mongo) {
        service = ServiceUnderTest.start(
                vertx, mongo.freshUri("catalog"), ServiceUnderTest.NO_BROKER, CatalogService::start);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void knowsAProductAsItWas() {
        String id = http().json("POST", "/products", PRODUCT.encode()).json().getString("id");
        service.stop();
        service.startAgain();

        JsonObject details = PRODUCT.copy();
        JsonObject price = (JsonObject) details.remove("price");
        details.remove("sku");
        assertUnchanged(http().json("PUT", "/products/" + id + "/details", details.encode()));
        assertUnchanged(http().json("PUT", "/products/" + id + "/price", price.encode()));
        assertThat(service.journal().types(id)).containsExactly("ProductAdded");
    }

    @Test
    void knowsWhichSkusAreTaken() {
        http().json("POST", "/products", PRODUCT.encode());
        service.stop();
        service.startAgain();

        assertProblem(http().json("POST", "/products", PRODUCT.encode()), 409, "sku-taken");
        JsonObject other = PRODUCT.copy().put("sku", "LAMP-2");
        assertThat(http().json("POST", "/products", other.encode()).status()).isEqualTo(201);
    }

    private static void assertUnchanged(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("etag", "\"1\"");
    }

    private RawHttp http() {
        return new RawHttp(service.address());
    }
}
