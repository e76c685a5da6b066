package io.millrace.kit.journal.postgres;

import static io.millrace.embedded.junit.Futures.await;
import static io.millrace.kit.membership.MemberProcess.freshId;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.uuid.UuidCreator;
import io.millrace.contracts.CustomerEvent;
import io.millrace.contracts.CustomerEvent.CustomerRegistered;
import io.millrace.contracts.CustomerEvent.CustomerRenamed;
import io.millrace.embedded.junit.PostgresServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.kit.journal.Batch;
import io.millrace.kit.journal.IdempotencyKey;
import io.millrace.kit.journal.InboxMark;
import io.millrace.kit.journal.NewEvent;
import io.millrace.kit.journal.NewResponse;
import io.millrace.kit.journal.StateChange;
import io.millrace.kit.journal.StoreOptions;
import io.millrace.kit.journal.Versioned;
import io.millrace.kit.membership.Member;
import io.millrace.kit.membership.MemberTable;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * How the server goes about the statements while the tables are small, which is how it goes about them from then on: a
 * connection has each statement planned once.
 */
@WithInfrastructure
@WithVertx
class PlansIT {

    private static final String FEW = """
            INSERT INTO member SELECT gen_random_uuid(), 1, 'ACTIVE', 'Ann', i || '@x' FROM generate_series(1, 20) AS i;
            ANALYZE;
            """;

    private final Pool pool;

    PlansIT(Vertx vertx, PostgresServer postgres) {
        pool = await(PostgresDatabase.open(vertx, "members", StoreOptions.of(postgres.freshUri("members"))))
                .pool();
        await(pool.query(FEW).execute());
    }

    @AfterEach
    void close() {
        await(pool.close());
    }

    private String plan(String sql) {
        return String.join(
                "\n",
                StreamSupport.stream(
                                await(pool.query("EXPLAIN (GENERIC_PLAN) " + sql)
                                                .execute())
                                        .spliterator(),
                                false)
                        .map(row -> row.getString(0))
                        .toList());
    }

    @Test
    void anAppendReadsNoWholeTable() {
        String ann = freshId();
        String bob = freshId();
        NewEvent<CustomerEvent> joined = event(ann, 1, new CustomerRegistered(ann, "Ann", "", "ann@x"));
        NewEvent<CustomerEvent> renamed = event(bob, 2, new CustomerRenamed(bob, "Bobby", ""));
        Batch<Member, CustomerEvent> batch = new Batch<>(
                0,
                List.of(change(ann, 0), change(bob, 1)),
                List.of(joined, renamed),
                List.of(new NewResponse(new IdempotencyKey("key", "hash"), ann, 1, 0, "{}")),
                List.of(new InboxMark("orders", 0, 0, 5)));

        String plan = plan(
                AppendStatement.of(MemberTable.TABLE, List.of(), batch, joined).sql());

        assertThat(plan)
                .contains("Insert on member", "Update on member", "Insert on journal", "Insert on idempotency_key")
                .doesNotContain("Seq Scan");
    }

    @Test
    void readingStatesReadsNoWholeTable() {
        assertThat(plan(MemberTable.TABLE.selectByIds())).contains("member").doesNotContain("Seq Scan");
    }

    private static StateChange<Member> change(String id, long version) {
        Member member = new Member(Member.Status.ACTIVE, "Ann", "ann@x");
        return new StateChange<>(id, new Versioned<>(member, version), new Versioned<>(member, version + 1));
    }

    private static NewEvent<CustomerEvent> event(String id, long version, CustomerEvent event) {
        return new NewEvent<>(UuidCreator.getTimeOrderedEpoch(), id, version, Instant.now(), null, event);
    }
}
