package io.millrace.kit.journal;

import static io.millrace.embedded.junit.Futures.await;

import io.millrace.contracts.CustomerEvent;
import io.millrace.embedded.junit.PostgresServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.kit.membership.Member;
import io.millrace.kit.membership.MemberCommand;
import io.millrace.kit.membership.MemberStore;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

@WithInfrastructure
@WithVertx
class PostgresJournalIT extends JournalContract {

    private static final String EMPTY_ALL = """
            TRUNCATE journal, member, idempotency_key, inbox;
            UPDATE journal_head SET position = 0;
            UPDATE relay_mark SET published = 0;
            """;

    private static String uri;

    private final Vertx vertx;
    private final Pool pool;
    private final List<WriteStore<MemberCommand, Member, CustomerEvent>> opened = new ArrayList<>();

    PostgresJournalIT(Vertx vertx) {
        this.vertx = vertx;
        this.pool = PgBuilder.pool().connectingTo(uri).using(vertx).build();
    }

    @BeforeAll
    static void createDatabase(PostgresServer postgres) {
        uri = postgres.freshUri("members");
    }

    /** Faster than a database for each test. */
    @BeforeEach
    void empty() {
        await(pool.query(EMPTY_ALL).execute());
    }

    @Override
    Journal<MemberCommand, Member, CustomerEvent> open(int partitions) {
        StoreOptions options = StoreOptions.of(uri).withPartitions(partitions);
        WriteStore<MemberCommand, Member, CustomerEvent> store = await(MemberStore.open(vertx, options));
        opened.add(store);
        return store.journal();
    }

    @Override
    void ageKeys(int hours) {
        await(pool.preparedQuery("UPDATE idempotency_key SET created_at = created_at - make_interval(hours => $1)")
                .execute(Tuple.of(hours)));
    }

    @Override
    String uniqueEmailRule() {
        return "member_email";
    }

    @Override
    @AfterEach
    void close() {
        opened.forEach(store -> await(store.close()));
        opened.clear();
    }

    @AfterEach
    void closePool() {
        await(pool.close());
    }
}
