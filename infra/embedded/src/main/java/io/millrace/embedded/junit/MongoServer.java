package io.millrace.embedded.junit;

/** A MongoDB protocol server of the test run. Its port and acknowledged writes outlast every stop. */
public interface MongoServer {
    /** The URI of a database. */
    String uri(String database);

    /** A database nobody else uses. */
    default String freshUri(String prefix) {
        return uri(Infrastructure.unique(prefix));
    }

    /** Stops the server; connections end at once. Does nothing when stopped. */
    void stop();

    /** Starts it again and returns when it accepts connections. Does nothing while running. */
    void start();
}
