package io.millrace.kit.journal.mongo;

import static io.millrace.embedded.junit.Futures.await;

import com.mongodb.ConnectionString;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import io.millrace.contracts.CustomerEvent;
import io.millrace.kit.journal.WriteStore;
import io.millrace.kit.membership.Member;
import io.millrace.kit.membership.MemberCommand;
import io.millrace.kit.membership.MemberDocuments;
import io.millrace.kit.membership.MemberProcess;
import io.vertx.core.Vertx;

/** A process of the service whose calls of its database can come to grief. */
final class FaultyProcess implements AutoCloseable {

    final Faults faults = new Faults();
    final Connection connection;
    final MemberProcess process;

    FaultyProcess(Vertx vertx, String uri) {
        ConnectionString address = new ConnectionString(uri);
        MongoClient client = MongoClients.create(Connection.settings("members", address));
        connection =
                new Connection(client, faults.over(Connection.database(client, "members", address)), new Calls(vertx));
        Opening<MemberCommand, Member, CustomerEvent> opening = new Opening<>(
                "members", connection, MemberProcess.DECIDER, MemberDocuments.STATES, MemberDocuments.RULES);
        WriteStore<MemberCommand, Member, CustomerEvent> store = await(opening.open(opening.prepare(2)));
        process = MemberProcess.on(vertx, uri, store);
    }

    /** As a process ends that is killed: nothing is waited for. */
    @Override
    public void close() {
        await(connection.close());
    }
}
