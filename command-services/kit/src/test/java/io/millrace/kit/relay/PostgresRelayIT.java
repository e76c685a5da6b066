package io.millrace.kit.relay;

import static io.millrace.embedded.junit.Futures.await;

import io.millrace.embedded.junit.PostgresServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import java.time.Duration;

@WithInfrastructure
@WithVertx
class PostgresRelayIT extends RelayContract {

    PostgresRelayIT(Vertx vertx, PostgresServer postgres) {
        super(vertx, postgres.freshUri("members"), Duration.ofSeconds(3));
    }

    /** By ending its session. */
    @Override
    void endLead() {
        Pool pool = PgBuilder.pool().connectingTo(uri).using(vertx).build();
        await(pool.query("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
                .execute()
                .eventually(pool::close));
    }
}
