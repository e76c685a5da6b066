package io.millrace.system.outage;

import io.millrace.embedded.EmbeddedBroker;
import io.millrace.embedded.EmbeddedMongo;
import io.millrace.embedded.Services;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * A broker or a MongoDB protocol server as a process of its own, which ends with the process that started it. A service's
 * password is its name.
 */
final class StoreProcess {

    static final String BROKER = "broker";
    static final String MONGO = "mongo";
    static final String READY = "is ready";

    private StoreProcess() {}

    /** Arguments: which of the two, its folder, its port, and the service that a MongoDB server is for. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[1]);
        int port = Integer.parseInt(args[2]);
        if (args[0].equals(BROKER)) {
            EmbeddedBroker.start(folder, port, Services.brokerAccounts(UnaryOperator.identity()));
        } else {
            EmbeddedMongo.start(folder, port).service(args[3], args[3]);
        }
        System.out.println(args[0] + " " + READY);
        while (System.in.read() >= 0) {
            // nobody writes; the end of the stream is the end of the parent
        }
        Runtime.getRuntime().halt(0);
    }
}
