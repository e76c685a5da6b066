package io.millrace.kit.membership;

import io.millrace.contracts.CustomerEvent;
import io.millrace.kit.journal.StoreDefinition;
import io.millrace.kit.journal.StoreOptions;
import io.millrace.kit.journal.WriteStore;
import io.millrace.kit.journal.mongo.MongoStore;
import io.millrace.kit.journal.postgres.PostgresStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Where members may be kept, by the scheme of the address. */
public final class MemberStore {

    private MemberStore() {}

    /** Opens the store as a process of the service does. */
    public static Future<WriteStore<MemberCommand, Member, CustomerEvent>> open(Vertx vertx, StoreOptions options) {
        return definition(options.uri()).open(vertx, "members", MemberProcess.DECIDER, options);
    }

    private static StoreDefinition<MemberCommand, Member, CustomerEvent> definition(String uri) {
        return uri.startsWith("mongodb")
                ? MongoStore.of(MemberDocuments.STATES, MemberDocuments.RULES)
                : PostgresStore.of(MemberTable.TABLE);
    }
}
