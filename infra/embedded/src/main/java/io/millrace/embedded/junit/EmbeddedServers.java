package io.millrace.embedded.junit;

import io.millrace.embedded.BrokerAccount;
import io.millrace.embedded.BrokerContents;
import io.millrace.embedded.EmbeddedBroker;
import io.millrace.embedded.EmbeddedMongo;
import io.millrace.embedded.EmbeddedPostgres;
import io.millrace.embedded.Services;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.io.FileUtils;

/** Servers in this JVM, their data in a temporary folder of its own. */
final class EmbeddedServers implements ServerFactory {
    private final Path folder;

    EmbeddedServers() {
        try {
            folder = Files.createTempDirectory("millrace-servers");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Running<PostgresServer> postgres() {
        EmbeddedPostgres server = EmbeddedPostgres.start(folder.resolve("postgres"), 0);
        return new Running<>(new Postgres(server), server::close);
    }

    @Override
    public Running<BrokerServer> broker() {
        List<BrokerAccount> accounts = new ArrayList<>(Services.brokerAccounts(name -> name));
        accounts.add(BrokerAccount.administrator("millrace", "millrace"));
        EmbeddedBroker server = EmbeddedBroker.start(folder.resolve("broker"), 0, accounts);
        return new Running<>(new Broker(server), server::close);
    }

    @Override
    public Running<MongoServer> mongo() {
        EmbeddedMongo server = EmbeddedMongo.start(folder.resolve("mongo"), 0);
        return new Running<>(new Mongo(server), server::close);
    }

    @Override
    public void close() {
        try {
            FileUtils.deleteDirectory(folder.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Postgres implements PostgresServer {
        private final EmbeddedPostgres server;
        private final Set<String> services = ConcurrentHashMap.newKeySet();

        Postgres(EmbeddedPostgres server) {
            this.server = server;
        }

        @Override
        public String uri(String service) {
            if (services.add(service)) {
                server.service(service, service);
            }
            return server.uri(service);
        }

        @Override
        public String administratorUri() {
            return server.administratorUri();
        }

        @Override
        public void stop() {
            server.stop();
        }

        @Override
        public void start() {
            server.start();
        }

        @Override
        public void kill() {
            server.kill();
        }
    }

    private record Broker(EmbeddedBroker server) implements BrokerServer {
        @Override
        public String uri(String user) {
            return server.uri(user);
        }

        @Override
        public BrokerContents contents() {
            return server.contents();
        }

        @Override
        public boolean quorumQueues() {
            return false;
        }

        @Override
        public void stop() {
            server.stop();
        }

        @Override
        public void start() {
            server.start();
        }
    }

    private static final class Mongo implements MongoServer {
        private final EmbeddedMongo server;
        private final Set<String> services = ConcurrentHashMap.newKeySet();

        Mongo(EmbeddedMongo server) {
            this.server = server;
        }

        @Override
        public String uri(String service) {
            if (services.add(service)) {
                server.service(service, service);
            }
            return server.uri(service);
        }

        @Override
        public String administratorUri() {
            return server.administratorUri();
        }

        @Override
        public void stop() {
            server.stop();
        }

        @Override
        public void start() {
            server.start();
        }
    }
}
