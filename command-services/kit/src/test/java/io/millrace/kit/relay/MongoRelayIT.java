package io.millrace.kit.relay;

import com.mongodb.client.model.Filters;
import io.millrace.embedded.junit.MongoServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.kit.membership.Mongo;
import io.vertx.core.Vertx;
import java.time.Duration;

@WithInfrastructure
@WithVertx
class MongoRelayIT extends RelayContract {

    MongoRelayIT(Vertx vertx, MongoServer mongo) {
        super(vertx, mongo.freshUri("members"), Duration.ofSeconds(9));
    }

    /** By deleting the lease. */
    @Override
    void endLead() {
        try (Mongo mongo = Mongo.connect(uri)) {
            mongo.one(mongo.collection("lease").deleteMany(Filters.empty()));
        }
    }
}
