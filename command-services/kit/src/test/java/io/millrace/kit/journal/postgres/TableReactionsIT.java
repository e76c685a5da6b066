package io.millrace.kit.journal.postgres;

import static io.millrace.embedded.junit.Futures.await;
import static io.millrace.kit.membership.MemberProcess.freshId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.contracts.Event;
import io.millrace.contracts.InventoryEvent.StockReceived;
import io.millrace.embedded.junit.PostgresServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.kit.journal.StoreOptions;
import io.millrace.kit.reaction.Deliveries;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithInfrastructure
@WithVertx
class TableReactionsIT {

    private final Pool pool;
    private final Pool otherPool;
    private final TableReactions reactions;
    private final TableReactions others;
    private final Deliveries deliveries = new Deliveries(List.of(freshId(), freshId()));

    TableReactionsIT(Vertx vertx, PostgresServer postgres) {
        StoreOptions options = StoreOptions.of(postgres.freshUri("members"));
        pool = await(PostgresDatabase.open(vertx, "members", options)).pool();
        otherPool = await(PostgresDatabase.open(vertx, "members", options)).pool();
        reactions = reactions(pool, TableReactionsIT::write);
        others = reactions(otherPool, TableReactionsIT::write);
    }

    private static TableReactions reactions(Pool pool, BiFunction<SqlConnection, List<Event>, Future<Void>> writing) {
        TableCopy copy = new TableCopy(Set.of(StockReceived.class), writing);
        return new TableReactions(copy, new PostgresCheckpoints(pool, Deliveries.SOURCE));
    }

    /** Takes what it is given as often as it is given. */
    private static Future<Void> write(SqlConnection connection, List<Event> events) {
        List<Tuple> rows = events.stream()
                .map(event -> Tuple.of(((StockReceived) event).quantity()))
                .toList();
        return connection
                .preparedQuery("INSERT INTO receipt (quantity) VALUES ($1)")
                .executeBatch(rows)
                .mapEmpty();
    }

    @BeforeEach
    void createTable() {
        await(pool.query("CREATE TABLE receipt (place bigint GENERATED ALWAYS AS IDENTITY, quantity bigint)")
                .execute());
    }

    @AfterEach
    void close() {
        await(pool.close());
        await(otherPool.close());
    }

    private void assertOnceUpTo(long position) {
        var rows =
                await(pool.query("SELECT quantity FROM receipt ORDER BY place").execute());
        assertThat(StreamSupport.stream(rows.spliterator(), false).map(row -> row.getLong("quantity")))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, position).boxed().toList());
    }

    private void assertCheckpoint(long position) {
        assertThat(await(reactions.load()))
                .isEqualTo(position == 0 ? Map.of() : Map.of(Deliveries.PARTITION, position));
    }

    @Test
    void countEveryEventOnceHoweverOftenItComes() {
        await(reactions.handle(deliveries.of(1, 10)));
        await(reactions.handle(deliveries.of(1, 10)));
        await(others.handle(deliveries.of(5, 15)));
        await(reactions.handle(deliveries.of(2, 4)));

        assertOnceUpTo(15);
        assertCheckpoint(15);
    }

    @Test
    void writeNothingWhenTheyFailHalfway() {
        TableReactions failing = reactions(
                pool,
                (connection, events) -> write(connection, events).compose(written -> Future.failedFuture("halfway")));
        Future<Void> failed = failing.handle(deliveries.of(1, 10));
        await().until(failed::isComplete);
        assertThat(failed.failed()).isTrue();
        assertOnceUpTo(0);
        assertCheckpoint(0);

        await(reactions.handle(deliveries.of(1, 10)));

        assertOnceUpTo(10);
    }

    @Test
    void areDoneWithEventsThatAreNotKnown() {
        await(reactions.handle(List.of(Deliveries.fromTheFuture(1))));

        assertOnceUpTo(0);
        assertCheckpoint(1);
    }

    @Test
    void waitWhenAnEventIsOfALaterVersionThanIsKnown() {
        Future<Void> refused = reactions.handle(List.of(Deliveries.ofALaterVersion(1, "StockReceived")));
        await().until(refused::isComplete);

        assertThat(refused.failed()).isTrue();
        assertThat(refused.cause()).hasMessageContaining("StockReceived.v2 at inventory/1 position 1");
        assertCheckpoint(0);
    }

    @Test
    void careForNoLaterVersionsOfWhatTheyAreNotAbout() {
        await(reactions.handle(List.of(Deliveries.ofALaterVersion(1, "StockShort"))));

        assertCheckpoint(1);
    }

    @Test
    void ofTwoProcessesAtOnceCountOnce() {
        for (int to = 20; to <= 200; to += 20) {
            await(Future.all(reactions.handle(deliveries.of(to - 19, to)), others.handle(deliveries.of(to - 19, to))));
        }

        assertOnceUpTo(200);
        assertCheckpoint(200);
    }
}
