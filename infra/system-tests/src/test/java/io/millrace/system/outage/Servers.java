package io.millrace.system.outage;

import java.nio.file.Path;

/** The servers of a town: a store for each service, and a broker; each can die by itself. Thread-safe. */
interface Servers extends AutoCloseable {

    /** In the mode that the build runs in; see {@code millrace.infrastructure}. */
    static Servers configured(Path folder) {
        return System.getProperty("millrace.infrastructure", "embedded").equals("containers")
                ? new ContainerServers(folder)
                : new ProcessServers(folder);
    }

    /** Where a store or the broker listens, on loopback, whenever it is alive. A service's password is its name. */
    int port(Part server);

    /**
     * Starts what is dead, at its old address and with its old data; returns when it can be used.
     *
     * @return how to kill it
     */
    AutoCloseable start(Part server);

    /** Queues take no more than so many messages from now on, and refuse the rest; false if this broker cannot do that. */
    boolean limitQueues(int messages);

    /** Ends {@link #limitQueues}. */
    void unlimitQueues();

    /** Kills what is alive, and forgets everything. */
    @Override
    void close();
}
