package io.millrace.embedded.junit;

import io.millrace.embedded.BrokerAccount;
import io.millrace.embedded.BrokerContents;
import io.millrace.embedded.ServiceDatabases;
import io.millrace.embedded.Services;
import io.millrace.embedded.amqp.Rights;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;

/** Servers in containers, from the images that production would run. */
final class ContainerServers implements ServerFactory {
    private static final String ADMIN = "millrace";
    private static final String BROKER_SETTINGS = "/etc/rabbitmq/conf.d/20-millrace.conf";
    private static final String DEFINITIONS = "/etc/rabbitmq/millrace.json";
    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    @Override
    public Running<PostgresServer> postgres() {
        ServerContainer container = new ServerContainer("postgres:18", 5432);
        container
                .withEnv("POSTGRES_PASSWORD", ADMIN)
                .withEnv("POSTGRES_INITDB_ARGS", "--set=" + ServiceDatabases.QUICK_LOGINS)
                .withCommand("postgres", "-c", "max_connections=200");
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
        container
                .withEnv("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "+sbwt none +sbwtdcpu none +sbwtdio none")
                .withCopyToContainer(Transferable.of("load_definitions = " + DEFINITIONS), BROKER_SETTINGS)
                .withCopyToContainer(Transferable.of(definitions().encode()), DEFINITIONS);
        // It listens once the definitions are in; asked within, for Docker itself listens outside before.
        container.waitingFor(Wait.forSuccessfulCommand("bash -c 'exec 3<>/dev/tcp/127.0.0.1/5672'")
                .withStartupTimeout(START_LIMIT));
        container.start();
        return new Running<>(new Broker(container), container::close);
    }

    @Override
    public Running<MongoServer> mongo() {
        ServerContainer container = new ServerContainer("mongo:8", 27017);
        container.withEnv("MONGO_INITDB_ROOT_USERNAME", ADMIN).withEnv("MONGO_INITDB_ROOT_PASSWORD", ADMIN);
        container.waitingFor(Wait.forListeningPort().withStartupTimeout(START_LIMIT));
        container.start();
        return new Running<>(new Mongo(container), container::close);
    }

    /** Accounts come with the start: each call of rabbitmqctl would start an Erlang machine. */
    private static JsonObject definitions() {
        JsonArray users = new JsonArray();
        JsonArray permissions = new JsonArray();
        List<BrokerAccount> accounts = new ArrayList<>(Services.brokerAccounts(name -> name));
        accounts.add(BrokerAccount.administrator(ADMIN, ADMIN));
        for (BrokerAccount account : accounts) {
            Rights rights = account.rights();
            users.add(new JsonObject()
                    .put("name", account.name())
                    .put("password", account.password())
                    .put("tags", new JsonArray()));
            permissions.add(new JsonObject()
                    .put("user", account.name())
                    .put("vhost", "/")
                    .put("configure", rights.configure())
                    .put("write", rights.write())
                    .put("read", rights.read()));
        }
        return new JsonObject()
                .put("vhosts", new JsonArray().add(new JsonObject().put("name", "/")))
                .put("users", users)
                .put("permissions", permissions);
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
