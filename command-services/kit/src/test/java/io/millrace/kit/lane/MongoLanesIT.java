package io.millrace.kit.lane;

import io.millrace.embedded.junit.MongoServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;

@WithInfrastructure
@WithVertx
class MongoLanesIT extends LaneContract {

    private final MongoServer mongo;

    MongoLanesIT(MongoServer mongo) {
        this.mongo = mongo;
    }

    @Override
    String freshUri() {
        return mongo.freshUri("members");
    }

    @Override
    void stopServer() {
        mongo.stop();
    }

    @Override
    void startServer() {
        mongo.start();
    }
}
