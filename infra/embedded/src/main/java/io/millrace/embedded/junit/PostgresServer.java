package io.millrace.embedded.junit;

/** A PostgreSQL server of the test run. Its port and data outlast every stop and kill. */
public interface PostgresServer {
    /** The URI of a service's database, which, with its role, is created when it does not exist. */
    String uri(String service);

    /** A new database owned by a new role, for one test; the name begins with the service's. */
    default String freshUri(String service) {
        return uri(Infrastructure.unique(service));
    }

    /** The URI of somebody who may do everything. */
    String administratorUri();

    /** Stops the server in good order: sessions end at once. Does nothing when stopped. */
    void stop();

    /** Starts it again and returns when it accepts connections. Does nothing while running. */
    void start();

    /** Ends it like a crash. */
    void kill();
}
