package io.millrace.embedded.junit;

/** A MongoDB protocol server of the test run. Its port and acknowledged writes outlast every stop. */
public interface MongoServer {
    /** The URI of a service's database, which, with an account that opens nothing else, is created when it does not exist. */
    String uri(String service);

    /** A new database with an account of its own, for one test; the name begins with the service's. */
    default String freshUri(String service) {
        return uri(Infrastructure.unique(service));
    }

    /** The URI of somebody who may do everything. */
    String administratorUri();

    /** Stops the server; connections end at once. Does nothing when stopped. */
    void stop();

    /** Starts it again and returns when it accepts connections. Does nothing while running. */
    void start();
}
