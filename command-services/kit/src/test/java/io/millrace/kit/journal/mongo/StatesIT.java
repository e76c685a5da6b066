package io.millrace.kit.journal.mongo;

import static io.millrace.embedded.junit.Futures.await;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.junit.MongoServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.kit.journal.Versioned;
import io.millrace.kit.membership.Member;
import io.millrace.kit.membership.MemberDocuments;
import io.vertx.core.Vertx;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writing states that somebody else writes at the same time. */
@WithInfrastructure
@WithVertx
class StatesIT {

    private final Connection connection;
    private final States<Member> states;

    StatesIT(Vertx vertx, MongoServer server) {
        connection = Connection.open(new Calls(vertx), "members", server.freshUri("members"));
        states = new States<>(MemberDocuments.STATES, connection);
    }

    @AfterEach
    void close() {
        await(connection.close());
    }

    private StateWrite ann(long version, boolean created) {
        Member member = new Member(Member.Status.ACTIVE, "Ann " + version, "a@x");
        return states.form("ann", new Versioned<>(member, version), created, version);
    }

    private long version() {
        Versioned<Member> stored =
                requireNonNull(await(states.load(List.of("ann"))).get("ann")).state();
        assertThat(stored.state().name()).isEqualTo("Ann " + stored.version());
        return stored.version();
    }

    /** Who folds a whole history writes a later version, and does not know that there is an earlier one. */
    @Test
    void aNewOneReplacesAnEarlierVersionThatIsThere() {
        await(states.write(List.of(ann(1, true))));

        await(states.write(List.of(ann(2, true))));

        assertThat(version()).isEqualTo(2);
    }

    @Test
    void noneReplacesALaterVersion() {
        await(states.write(List.of(ann(3, true))));

        await(states.write(List.of(ann(1, true))));
        await(states.write(List.of(ann(2, false))));

        assertThat(version()).isEqualTo(3);
    }
}
