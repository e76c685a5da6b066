package io.millrace.embedded.junit;

import static io.millrace.embedded.junit.Futures.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mongo.MongoClient;
import java.io.IOException;
import java.net.URI;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@WithInfrastructure
@WithVertx
class InfrastructureIT {
    @Test
    void isTheSameForAllTestsOfAJvm(Infrastructure infrastructure) {
        assertThat(infrastructure).isSameAs(Infrastructure.shared());
        assertThat(infrastructure.postgres()).isSameAs(infrastructure.postgres());
    }

    @Nested
    class Postgres {
        private static java.sql.Connection connect(String uri) throws SQLException {
            URI parsed = URI.create(uri);
            String[] user = parsed.getUserInfo().split(":", 2);
            String url = "jdbc:postgresql://" + parsed.getHost() + ":" + parsed.getPort() + parsed.getPath();
            return DriverManager.getConnection(url, user[0], user[1]);
        }

        private static void execute(String uri, String sql) throws SQLException {
            try (java.sql.Connection connection = connect(uri);
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        @Test
        void givesEachTestADatabaseOfItsOwn(PostgresServer postgres) throws SQLException {
            String mine = postgres.freshUri("customers");
            String yours = postgres.freshUri("customers");
            execute(mine, "create table mine (id int)");
            assertThatThrownBy(() -> execute(yours, "select * from mine"))
                    .hasFieldOrPropertyWithValue("SQLState", "42P01");
            String foreign = mine.substring(0, mine.lastIndexOf('/')) + yours.substring(yours.lastIndexOf('/'));
            assertThatThrownBy(() -> connect(foreign)).hasFieldOrPropertyWithValue("SQLState", "42501");
        }

        @Test
        void keepsItsDataOverAnOutage(PostgresServer postgres) throws SQLException {
            String uri = postgres.freshUri("orders");
            execute(uri, "create table kept (id int)");
            postgres.stop();
            assertThatThrownBy(() -> connect(uri)).isInstanceOf(SQLException.class);
            postgres.start();
            execute(uri, "select * from kept");
            postgres.kill();
            assertThatThrownBy(() -> connect(uri)).isInstanceOf(SQLException.class);
            postgres.start();
            execute(uri, "select * from kept");
        }
    }

    @Nested
    class Broker {
        private static Connection connect(String uri) throws Exception {
            ConnectionFactory factory = new ConnectionFactory();
            factory.setUri(uri);
            factory.setAutomaticRecoveryEnabled(false);
            return factory.newConnection();
        }

        @Test
        void keepsConfirmedMessagesOverAnOutage(BrokerServer broker) throws Exception {
            String queue = broker.unique("kept");
            try (Connection connection = connect(broker.uri())) {
                Channel channel = connection.createChannel();
                channel.queueDeclare(queue, true, false, false, null);
                channel.confirmSelect();
                channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, "hello".getBytes(UTF_8));
                channel.waitForConfirmsOrDie(5000);
            }
            broker.stop();
            assertThatThrownBy(() -> connect(broker.uri())).isInstanceOf(IOException.class);
            broker.start();
            try (Connection connection = connect(broker.uri())) {
                assertThat(connection.createChannel().basicGet(queue, true).getBody())
                        .isEqualTo("hello".getBytes(UTF_8));
            }
        }

        @Test
        void knowsEveryUser(BrokerServer broker) throws Exception {
            for (String user : new String[] {"customers", "catalog", "inventory", "orders", "query"}) {
                try (Connection connection = connect(broker.uri(user))) {
                    assertThat(connection.isOpen()).isTrue();
                }
            }
        }
    }

    @Nested
    class Mongo {
        @Test
        void keepsDocumentsOverAnOutage(MongoServer mongo, Vertx vertx) {
            MongoClient client =
                    MongoClient.create(vertx, new JsonObject().put("connection_string", mongo.freshUri("m")));
            await(client.insert("things", new JsonObject().put("_id", "kept")));
            mongo.stop();
            mongo.start();
            assertThat(await(client.find("things", new JsonObject())))
                    .containsExactly(new JsonObject().put("_id", "kept"));
            await(client.close());
        }
    }
}
