package io.millrace.system.outage;

import io.millrace.embedded.EmbeddedPostgres;
import io.millrace.embedded.Ports;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** Embedded servers, each as processes of its own, with data in one folder. */
final class ProcessServers implements Servers {

    private final Path folder;
    private final Map<Part, Integer> ports = new EnumMap<>(Part.class);
    private final Map<Part, EmbeddedPostgres> postgres = new EnumMap<>(Part.class);

    ProcessServers(Path folder) {
        this.folder = folder;
        Part.STORES.forEach(part -> ports.put(part, Ports.free(part.name())));
    }

    @Override
    public int port(Part server) {
        return ports.getOrDefault(server, 0);
    }

    @Override
    public AutoCloseable start(Part server) {
        Path data = folder.resolve(server.name());
        String port = Integer.toString(port(server));
        if (server == Part.BROKER) {
            return ForkedStore.start(data, StoreProcess.BROKER, data.toString(), port);
        }
        return server.isMongo()
                ? ForkedStore.start(data, StoreProcess.MONGO, data.toString(), port, server.service())
                : startPostgres(server, data);
    }

    private AutoCloseable startPostgres(Part part, Path data) {
        EmbeddedPostgres server;
        synchronized (postgres) {
            server = postgres.get(part);
        }
        if (server == null) {
            server = EmbeddedPostgres.start(data, port(part));
            synchronized (postgres) {
                postgres.put(part, server);
            }
        } else {
            server.start();
        }
        server.service(part.service(), part.service());
        return server::kill;
    }

    @Override
    public boolean limitQueues(int messages) {
        return false;
    }

    @Override
    public void unlimitQueues() {
        // they have no limit
    }

    @Override
    public void close() {
        // each is gone when it is killed; the folder is the test's
    }
}
