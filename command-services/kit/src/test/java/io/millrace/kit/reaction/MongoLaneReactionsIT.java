package io.millrace.kit.reaction;

import io.millrace.embedded.junit.MongoServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.vertx.core.Vertx;

@WithInfrastructure
@WithVertx
class MongoLaneReactionsIT extends LaneReactionsContract {

    MongoLaneReactionsIT(Vertx vertx, MongoServer mongo) {
        super(vertx, mongo.freshUri("members"));
    }
}
