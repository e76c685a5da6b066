package io.millrace.kit.journal.mongo;

import static io.millrace.embedded.junit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.model.Filters;
import io.millrace.embedded.junit.MongoServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.kit.journal.Journal;
import io.millrace.kit.journal.Leadership;
import io.millrace.kit.membership.Mongo;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@WithInfrastructure
@WithVertx
class LeaseLeadershipIT {

    private final FaultyProcess one;
    private final FaultyProcess other;

    LeaseLeadershipIT(Vertx vertx, MongoServer server) {
        String uri = server.freshUri("members");
        one = new FaultyProcess(vertx, uri);
        other = new FaultyProcess(vertx, uri);
    }

    @AfterEach
    void close() {
        one.close();
        other.close();
    }

    private static boolean leads(Leadership leadership) {
        return await(leadership.acquire());
    }

    private static Journal<?, ?, ?> journal(FaultyProcess process) {
        return process.process.journal;
    }

    @Test
    void isHeldByOneUntilItLetsGo() {
        Leadership leader = one.process.store.leadership();
        Leadership follower = other.process.store.leadership();
        assertThat(leads(leader)).isTrue();
        assertThat(leads(follower)).isFalse();

        await().during(Duration.ofSeconds(6))
                .atMost(Duration.ofSeconds(8))
                .until(() -> leads(leader) && !leads(follower));

        await(leader.release());
        assertThat(leads(follower)).isTrue();
        assertThat(leads(leader)).isFalse();
    }

    @Test
    void passesOnFromOneThatNoLongerBeatsAndCannotMoveAMarkAnyMore() {
        Leadership leader = one.process.store.leadership();
        Leadership follower = other.process.store.leadership();
        assertThat(leads(leader)).isTrue();
        await(journal(one).markPublished(Map.of(0, 10L)));
        one.faults.hold("lease", "updateOne");

        assertThat(leader.acquire().succeeded())
                .as("it believes in itself at first")
                .isTrue();
        await().atMost(Duration.ofSeconds(15)).until(() -> leads(follower));

        assertThat(leads(leader)).isFalse();
        await(journal(other).markPublished(Map.of(0, 12L)));
        await(journal(one).markPublished(Map.of(0, 99L, 1, 99L)));
        assertThat(await(journal(other).published())).isEqualTo(Map.of(0, 12L, 1, 0L));
    }

    @Test
    void isLostByOneWhoseLeaseIsNoLongerItsOwn() {
        Leadership leader = one.process.store.leadership();
        Leadership follower = other.process.store.leadership();
        assertThat(leads(leader)).isTrue();
        try (Mongo mongo = Mongo.connect(one.process.uri)) {
            mongo.one(mongo.collection("lease").deleteMany(Filters.empty()));
        }

        assertThat(leads(follower)).isTrue();
        await().atMost(Duration.ofSeconds(5)).until(() -> !leads(leader));
    }
}
