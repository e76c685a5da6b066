package io.millrace.embedded.junit;

/** Starts servers of one mode. */
interface ServerFactory extends AutoCloseable {
    String MODE = "millrace.infrastructure";

    static ServerFactory configured() {
        String mode = System.getProperty(MODE, "embedded");
        if (mode.equals("embedded")) {
            return new EmbeddedServers();
        } else if (mode.equals("containers")) {
            return new ContainerServers();
        }
        throw new IllegalArgumentException(MODE + " must be embedded or containers, not " + mode);
    }

    Running<PostgresServer> postgres();

    Running<BrokerServer> broker();

    Running<MongoServer> mongo();

    /** Removes what the servers shared; they are stopped by then. */
    @Override
    void close();
}
