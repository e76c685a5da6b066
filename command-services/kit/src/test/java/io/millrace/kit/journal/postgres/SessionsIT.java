package io.millrace.kit.journal.postgres;

import static io.millrace.embedded.junit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.junit.PostgresServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.kit.journal.StoreOptions;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the server is told about the sessions of a service. */
@WithInfrastructure
@WithVertx
class SessionsIT {

    private final Pool pool;

    SessionsIT(Vertx vertx, PostgresServer postgres) {
        pool = await(PostgresDatabase.open(vertx, "members", StoreOptions.of(postgres.freshUri("members"))))
                .pool();
    }

    @AfterEach
    void close() {
        await(pool.close());
    }

    @Test
    void aSessionWhoseMachineVanishesIsGivenUpWithinAMinute() {
        int probes = setting("tcp_keepalives_count");

        assertThat(setting("tcp_keepalives_idle") + probes * setting("tcp_keepalives_interval"))
                .isLessThanOrEqualTo(60);
    }

    private int setting(String name) {
        return await(pool.query("SELECT current_setting('" + name + "')::int").execute())
                .iterator()
                .next()
                .getInteger(0);
    }
}
