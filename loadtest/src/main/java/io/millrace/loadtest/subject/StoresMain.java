package io.millrace.loadtest.subject;

import io.millrace.embedded.EmbeddedBroker;
import io.millrace.embedded.EmbeddedMongo;
import io.millrace.embedded.EmbeddedPostgres;
import io.millrace.embedded.Services;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The three stores of a system whose services are processes of their own. Tells where each service finds its store and the
 * broker, and ends with the process that started it. A service's password is its name.
 */
public final class StoresMain {

    static final String READY = "all stores can be used";

    private StoresMain() {}

    /** Arguments: the folder for the data. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"), 0);
        // PostgreSQL is a process of its own, and would stay.
        Runtime.getRuntime().addShutdownHook(new Thread(postgres::close, "postgres-stop"));
        EmbeddedBroker broker =
                EmbeddedBroker.start(folder.resolve("broker"), 0, Services.brokerAccounts(UnaryOperator.identity()));
        EmbeddedMongo mongo = EmbeddedMongo.start(folder.resolve("mongo"), 0);
        for (String service : List.of("customers", "inventory", "orders")) {
            postgres.service(service, service);
            tell(service, "MILLRACE_POSTGRES_URI", postgres.uri(service));
        }
        for (String service : List.of("catalog", "query")) {
            mongo.service(service, service);
            tell(service, "MILLRACE_MONGO_URI", mongo.uri(service));
        }
        for (String service : SeparateServices.ALL) {
            tell(service, "MILLRACE_AMQP_URI", broker.uri(service));
        }
        System.out.println(READY);
        while (System.in.read() >= 0) {
            // nobody writes; the end of the stream is the end of the parent
        }
        System.exit(0);
    }

    private static void tell(String service, String variable, String value) {
        System.out.println(service + " " + variable + " " + value);
    }
}
