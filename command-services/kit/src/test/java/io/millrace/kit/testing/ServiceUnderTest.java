package io.millrace.kit.testing;

import static io.millrace.embedded.junit.Futures.await;

import io.millrace.kit.CommandService;
import io.millrace.kit.ServiceOptions;
import io.millrace.kit.journal.StoreOptions;
import io.millrace.kit.lane.LaneLimits;
import io.millrace.messaging.BrokerOptions;
import io.millrace.runtime.Host;
import io.millrace.runtime.http.HttpSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.function.BiFunction;

/** A service that runs in this process on a database of its own. Stop and start are the service's, not the database's. */
public final class ServiceUnderTest implements AutoCloseable {

    /** Nobody listens there: what a service does by itself it must do without a broker. */
    public static final String NO_BROKER = "amqp://guest:guest@127.0.0.1:1";

    private final Vertx vertx;
    private final String database;
    private final JournalReader journal;
    private final Tables tables;
    private final String broker;
    private final BiFunction<Host, ServiceOptions, Future<CommandService>> start;
    private CommandService running;

    private ServiceUnderTest(
            Vertx vertx,
            String database,
            String broker,
            BiFunction<Host, ServiceOptions, Future<CommandService>> start) {
        this.vertx = vertx;
        this.database = database;
        this.journal = JournalReader.of("", database);
        this.tables = Tables.of(database);
        this.broker = broker;
        this.start = start;
        this.running = startOn(0);
    }

    /** Starts the service and waits until it answers. */
    public static ServiceUnderTest start(
            Vertx vertx,
            String database,
            String broker,
            BiFunction<Host, ServiceOptions, Future<CommandService>> start) {
        return new ServiceUnderTest(vertx, database, broker, start);
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + running.port());
    }

    /** What it has written. */
    public JournalReader journal() {
        return journal;
    }

    /** Its tables, if its database is a PostgreSQL one. */
    public Tables tables() {
        return tables;
    }

    /** Stops it in good order. Idempotent. */
    public void stop() {
        await(running.stop());
    }

    /** Starts it again, on another port. */
    public void startAgain() {
        running = startOn(0);
    }

    @Override
    public void close() {
        stop();
        journal.close();
        tables.close();
    }

    private CommandService startOn(int port) {
        ServiceOptions options = new ServiceOptions(
                StoreOptions.of(database),
                BrokerOptions.defaults(broker),
                HttpSettings.loopback(port),
                LaneLimits.DEFAULT);
        return await(start.apply(Host.on(vertx), options));
    }
}
