package io.millrace.embedded;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import io.millrace.embedded.junit.Futures;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mongo.MongoClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;

/** A process that writes to all three servers without end, and says what they acknowledged, until it is killed. */
final class Victim {
    static final List<BrokerAccount> ACCOUNTS = List.of(BrokerAccount.administrator("orders", "river"));
    static final String RENAMED = "renamed";

    private Victim() {}

    private interface Write {
        void number(int n) throws Exception;
    }

    public static void main(String[] args) {
        Path folder = Path.of(args[0]);
        Thread postgres = new Thread(() -> {
            EmbeddedPostgres server = EmbeddedPostgres.start(folder.resolve("postgres"), 0);
            server.service("orders", "river");
            writeForEver("postgres", () -> intoPostgres(server));
        });
        Thread broker = new Thread(() -> {
            EmbeddedBroker server = EmbeddedBroker.start(folder.resolve("broker"), 0, ACCOUNTS);
            writeForEver("broker", () -> intoBroker(server));
        });
        Thread mongo = new Thread(() -> {
            EmbeddedMongo server = EmbeddedMongo.start(folder.resolve("mongo"), 0);
            writeForEver("mongo", () -> intoMongo(server));
        });
        postgres.start();
        broker.start();
        mongo.start();
    }

    private static void writeForEver(String server, Callable<Write> connect) {
        try {
            Write write = connect.call();
            for (int n = 1; ; n++) {
                write.number(n);
                say(server + " " + n);
            }
        } catch (Exception e) {
            say("failed " + server + ": " + e);
        }
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private static Write intoPostgres(EmbeddedPostgres server) throws Exception {
        Connection connection = postgres(server);
        Statement statement = connection.createStatement();
        statement.execute("create table numbers (n int)");
        return n -> statement.execute("insert into numbers values (" + n + ")");
    }

    static Connection postgres(EmbeddedPostgres server) throws Exception {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + server.port() + "/orders", "orders", "river");
    }

    private static Write intoBroker(EmbeddedBroker server) throws Exception {
        Channel channel = channel(server);
        channel.queueDeclare("numbers", true, false, false, null);
        channel.confirmSelect();
        return n -> {
            byte[] body = String.valueOf(n).getBytes(StandardCharsets.UTF_8);
            channel.basicPublish("", "numbers", MessageProperties.PERSISTENT_BASIC, body);
            channel.waitForConfirmsOrDie(5000);
        };
    }

    static Channel channel(EmbeddedBroker server) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(server.uri("orders"));
        return factory.newConnection().createChannel();
    }

    /** Half of the writes go to a collection that gets its name by renaming. */
    private static Write intoMongo(EmbeddedMongo server) {
        MongoClient client = mongo(Vertx.vertx(), server);
        Futures.await(client.createCollection("fresh"));
        Futures.await(client.renameCollection("fresh", RENAMED));
        return n -> Futures.await(client.insert(
                n % 2 == 0 ? RENAMED : "numbers", new JsonObject().put("_id", n).put("n", n)));
    }

    static MongoClient mongo(Vertx vertx, EmbeddedMongo server) {
        server.service("test", "river");
        return MongoClient.create(vertx, new JsonObject().put("connection_string", server.uri("test")));
    }
}
