package io.millrace.embedded.junit;

import io.millrace.embedded.BrokerAccount;
import io.millrace.embedded.BrokerContents;
import io.millrace.embedded.ServiceDatabases;
import io.millrace.embedded.Services;
import io.millrace.embedded.amqp.Rights;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
        Broker server = new Broker(container);
        Services.brokerAccounts(name -> name).forEach(server::add);
        return new Running<>(server, container::close);
    }

    @Override
    public Running<MongoServer> mongo() {
        ServerContainer container = new ServerContainer("mongo:8", 27017);
        container.withEnv("MONGO_INITDB_ROOT_USERNAME", ADMIN).withEnv("MONGO_INITDB_ROOT_PASSWORD", ADMIN);
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
        public String administratorUri() {
            return "postgresql://postgres:" + ADMIN + "@" + container.address() + "/postgres";
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
        void add(BrokerAccount account) {
            Rights rights = account.rights();
            container.run("rabbitmqctl -q add_user " + account.name() + " " + account.password()
                    + " && rabbitmqctl -q set_permissions " + account.name()
                    + " '" + rights.configure() + "' '" + rights.write() + "' '" + rights.read() + "'");
        }

        @Override
        public String uri(String user) {
            return "amqp://" + user + ":" + user + "@" + container.address();
        }

        @Override
        public BrokerContents contents() {
            Map<String, Set<String>> bindings = new HashMap<>();
            list("bindings source_name destination_name")
                    .filter(binding -> !binding.getString("source_name").isEmpty())
                    .forEach(binding -> bindings.computeIfAbsent(
                                    binding.getString("destination_name"), queue -> new HashSet<>())
                            .add(binding.getString("source_name")));
            return new BrokerContents(
                    names("users", "user"), names("exchanges", "name"), names("queues", "name"), bindings);
        }

        private Set<String> names(String kind, String field) {
            return list(kind).map(each -> each.getString(field)).collect(Collectors.toSet());
        }

        private Stream<JsonObject> list(String what) {
            String json = container.run("rabbitmqctl -q --formatter json list_" + what);
            return new JsonArray(json).stream().map(JsonObject.class::cast);
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
        public void kill() {
            container.pause("KILL");
        }

        @Override
        public boolean limitQueues(int messages) {
            container.run("rabbitmqctl -q set_policy --apply-to queues limited '.*' '{\"max-length\":" + messages
                    + ",\"overflow\":\"reject-publish\"}'");
            return true;
        }

        @Override
        public void unlimitQueues() {
            container.run("rabbitmqctl -q clear_policy limited");
        }

        @Override
        public void start() {
            container.resume();
        }
    }

    private static final class Mongo implements MongoServer {
        private final ServerContainer container;
        private final Set<String> services = ConcurrentHashMap.newKeySet();

        Mongo(ServerContainer container) {
            this.container = container;
        }

        @Override
        public String uri(String service) {
            if (services.add(service)) {
                MongoAccounts.create(administratorUri(), service, service);
            }
            return "mongodb://" + service + ":" + service + "@" + container.address() + "/" + service;
        }

        @Override
        public String administratorUri() {
            return "mongodb://" + ADMIN + ":" + ADMIN + "@" + container.address() + "/admin";
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
