package io.millrace.kit.journal;

import static io.millrace.embedded.junit.Futures.await;

import io.millrace.contracts.CustomerEvent;
import io.millrace.embedded.junit.PostgresServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.kit.journal.postgres.Complement;
import io.millrace.kit.journal.postgres.PostgresOptions;
import io.millrace.kit.journal.postgres.PostgresStore;
import io.millrace.kit.membership.Member;
import io.millrace.kit.membership.MemberCommand;
import io.millrace.kit.membership.MemberTable;
import io.vertx.core.Vertx;
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
    private final List<PostgresStore> opened = new ArrayList<>();

    PostgresJournalIT(Vertx vertx) {
        this.vertx = vertx;
    }

    @BeforeAll
    static void createDatabase(PostgresServer postgres) {
        uri = postgres.freshUri("members");
    }

    /** Faster than a database for each test. */
    @BeforeEach
    void empty() {
        await(opened.get(0).pool().query(EMPTY_ALL).execute());
    }

    @Override
    Journal<MemberCommand, Member, CustomerEvent> open(int partitions) {
        PostgresOptions options = PostgresOptions.of(uri).withPartitions(partitions);
        PostgresStore store = await(PostgresStore.open(vertx, "members", options));
        opened.add(store);
        return store.journal(MemberTable.TABLE, List.of(), Complement.nothing());
    }

    @Override
    void ageKeys(int hours) {
        await(opened.get(0)
                .pool()
                .preparedQuery("UPDATE idempotency_key SET created_at = created_at - make_interval(hours => $1)")
                .execute(Tuple.of(hours)));
    }

    @Override
    String uniqueEmailRule() {
        return "member_email";
    }

    @AfterEach
    void close() {
        opened.forEach(store -> await(store.close()));
    }
}
