package io.millrace.system.isolation;

import static io.millrace.embedded.junit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.BrokerContents;
import io.millrace.embedded.junit.Infrastructure;
import io.millrace.embedded.junit.OwnInfrastructure;
import io.millrace.runtime.Host;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Reads from the servers which accounts and resources there are, while all services run, and tries everything that every
 * account could want to do with everything. What is its own it may, all else is refused, and nothing is left out.
 */
class IsolationIT {

    private static OwnInfrastructure servers;
    private static Vertx vertx;
    private static WholeSystem system;

    @BeforeAll
    static void open() {
        servers = Infrastructure.own();
        vertx = Host.eventLoops();
        system = new WholeSystem(vertx, servers);
    }

    @AfterAll
    static void close() {
        system.close();
        await(vertx.close());
        servers.close();
    }

    @Test
    void everyDatabaseIsOpenToItsOwnServiceOnly() throws Exception {
        try (PostgresRights postgres = new PostgresRights(servers.postgres().administratorUri())) {
            assertThat(postgres.accounts()).isEqualTo(WholeSystem.onPostgres());

            Matrix matrix = new Matrix(
                    "PostgreSQL: login by a wrong password, connect, create tables, select, insert, delete; execute",
                    everybody());
            postgres.tryAll(matrix);
            assertNothingWrong(matrix);
        }
    }

    @Test
    void everyExchangeAndQueueIsOpenToWhomItConcernsOnly() throws Exception {
        BrokerContents contents = servers.broker().contents();
        Set<String> users = new TreeSet<>(contents.users());
        users.remove("millrace");
        assertThat(users).isEqualTo(everybody());

        Matrix matrix =
                new Matrix("Broker: login, publish, bind, declare, consume, get, delete (x), empty", everybody());
        new BrokerRights(servers.broker().uri(), contents).tryAll(matrix);
        assertNothingWrong(matrix);
    }

    @Test
    void everyCollectionIsOpenToItsOwnServiceOnly() {
        try (MongoRights mongo = new MongoRights(servers.mongo().administratorUri())) {
            assertThat(mongo.accounts(WholeSystem.onMongo())).isEqualTo(WholeSystem.onMongo());
            boolean enforced = mongo.enforces("query", "catalog");
            assertThat(enforced || !mongo.keepsAccounts())
                    .as("a server that keeps accounts keeps them apart")
                    .isTrue();

            Matrix matrix = new Matrix(
                    "MongoDB: login, find, list, create tables, rename, insert, update (w), delete, drop (x), indexes (n),"
                            + " merge into, create users, kill the database"
                            + (enforced ? "" : "; ? = not enforced by this server, which keeps no accounts"),
                    everybody());
            mongo.tryAll(matrix, enforced);
            assertNothingWrong(matrix);
        }
    }

    @Test
    void theQueryServiceHasNoAccountWhereAnythingIsWritten() throws Exception {
        assertThat(WholeSystem.commandServices()).isNotEmpty().doesNotContain("query");
        try (PostgresRights postgres = new PostgresRights(servers.postgres().administratorUri())) {
            assertThat(postgres.accounts()).doesNotContain("query");
        }
    }

    private static Set<String> everybody() {
        Set<String> all = new TreeSet<>(WholeSystem.onPostgres());
        all.addAll(WholeSystem.onMongo());
        return all;
    }

    private static void assertNothingWrong(Matrix matrix) {
        System.out.println(matrix);
        assertThat(matrix.wrong()).isEmpty();
    }
}
