package io.millrace.embedded.junit;

import io.millrace.embedded.ServiceDatabases;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.postgresql.ds.PGSimpleDataSource;
import org.testcontainers.containers.wait.strategy.Wait;

/** Servers in containers, from the images that production would run. */
final class ContainerServers implements ServerFactory {
    private static final String ADMIN = "millrace";
    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    @Override
    public Running<PostgresServer> postgres() {
        ServerContainer container = new ServerContainer("postgres:18", 5432);
        container.withEnv("POSTGRES_PASSWORD", ADMIN).withCommand("postgres", "-c", "max_connections=200");
        container.waitingFor(
                Wait.forSuccessfulCommand("pg_isready -h 127.0.0.1").withStartupTimeout(START_LIMIT));
        container.start();
        Postgres server = new Postgres(container);
        server.databases.closeBuiltInDatabases();
        return new Running<>(server, container::close);
    }

    @Override
    public Running<BrokerServer> broker() {
        ServerContainer container = new ServerContainer("rabbitmq:4-management", 5672);
        container.withEnv("RABBITMQ_DEFAULT_USER", ADMIN).withEnv("RABBITMQ_DEFAULT_PASS", ADMIN);
        container.waitingFor(Wait.forSuccessfulCommand("rabbitmq-diagnostics -q check_port_connectivity")
                .withStartupTimeout(START_LIMIT));
        container.start();
        return new Running<>(new Broker(container), container::close);
    }

    @Override
    public Running<MongoServer> mongo() {
        ServerContainer container = new ServerContainer("mongo:8", 27017);
        container.waitingFor(Wait.forListeningPort().withStartupTimeout(START_LIMIT));
        container.start();
        return new Running<>(new Mongo(container), container::close);
    }

    @Override
    public void close() {
        // each container is gone with its server
    }

    private static final class Postgres implements PostgresServer {
        private final ServerContainer container;
        private final ServiceDatabases databases;
        private final Set<String> services = ConcurrentHashMap.newKeySet();

        Postgres(ServerContainer container) {
            this.container = container;
            PGSimpleDataSource superuser = new PGSimpleDataSource();
            superuser.setUrl("jdbc:postgresql://" + container.address() + "/postgres");
            superuser.setUser("postgres");
            superuser.setPassword(ADMIN);
            this.databases = new ServiceDatabases(superuser);
        }

        @Override
        public String uri(String service) {
            if (services.add(service)) {
                databases.create(service, service);
            }
            return "postgresql://" + service + ":" + service + "@" + container.address() + "/" + service;
        }

        @Override
        public void stop() {
            container.pause("INT");
        }

        @Override
        public void start() {
            container.resume();
        }

        @Override
        public void kill() {
            container.pause("KILL");
        }
    }

    private record Broker(ServerContainer container) implements BrokerServer {
        @Override
        public String uri(String user) {
            if (!user.equals(ADMIN)) {
                container.run("rabbitmqctl add_user " + user + " " + user + " 2>/dev/null;"
                        + " rabbitmqctl set_permissions " + user + " '.*' '.*' '.*'");
            }
            return "amqp://" + user + ":" + user + "@" + container.address();
        }

        @Override
        public boolean quorumQueues() {
            return true;
        }

        @Override
        public void stop() {
            container.pause("TERM");
        }

        @Override
        public void start() {
            container.resume();
        }
    }

    private record Mongo(ServerContainer container) implements MongoServer {
        @Override
        public String uri(String database) {
            return "mongodb://" + container.address() + "/" + database;
        }

        @Override
        public void stop() {
            container.pause("TERM");
        }

        @Override
        public void start() {
            container.resume();
        }
    }
}
