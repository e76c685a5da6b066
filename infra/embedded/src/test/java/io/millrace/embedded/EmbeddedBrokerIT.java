package io.millrace.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("own-servers")
class EmbeddedBrokerIT {
    private static final List<BrokerAccount> ACCOUNTS =
            List.of(BrokerAccount.administrator("orders", "river/1"), BrokerAccount.administrator("query", "river2"));

    @TempDir
    Path folder;

    EmbeddedBroker broker;

    @BeforeEach
    void start() {
        broker = EmbeddedBroker.start(folder, 0, ACCOUNTS);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private static Connection connect(String uri) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(uri);
        factory.setAutomaticRecoveryEnabled(false);
        return factory.newConnection();
    }

    private void publish(String queue, String text) throws Exception {
        try (Connection connection = connect(broker.uri("orders"))) {
            Channel channel = connection.createChannel();
            channel.queueDeclare(queue, true, false, false, null);
            channel.confirmSelect();
            channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, text.getBytes(UTF_8));
            channel.waitForConfirmsOrDie(5000);
        }
    }

    private String take(String queue) throws Exception {
        try (Connection connection = connect(broker.uri("query"))) {
            GetResponse message = connection.createChannel().basicGet(queue, true);
            return message == null ? "" : new String(message.getBody(), UTF_8);
        }
    }

    @Test
    void carriesAMessageFromOneUserToAnother() throws Exception {
        publish("carried", "hello");
        assertThat(take("carried")).isEqualTo("hello");
    }

    @Test
    void keepsConfirmedMessagesOverARestartOnTheSamePort() throws Exception {
        publish("kept", "hello");
        broker.stop();
        broker.stop();
        assertThatThrownBy(() -> take("kept")).isInstanceOf(ConnectException.class);
        broker.start();
        assertThat(take("kept")).isEqualTo("hello");
    }

    @Test
    void refusesAWrongPassword() {
        String uri = "amqp://orders:guess@127.0.0.1:" + broker.port();
        assertThatThrownBy(() -> connect(uri)).isInstanceOf(PossibleAuthenticationFailureException.class);
    }

    @Test
    void acceptsArgumentsOfOtherBrokers() throws Exception {
        try (Connection connection = connect(broker.uri("orders"))) {
            Channel channel = connection.createChannel();
            Map<String, Object> arguments = Map.of("x-queue-type", "quorum", "x-delivery-limit", 5);
            assertThat(channel.queueDeclare("quorum", true, false, false, arguments)
                            .getQueue())
                    .isEqualTo("quorum");
        }
    }

    @Test
    void worksWithoutAFolder() throws Exception {
        try (EmbeddedBroker inMemory = EmbeddedBroker.start(null, 0, ACCOUNTS);
                Connection connection = connect(inMemory.uri("orders"))) {
            assertThat(connection.isOpen()).isTrue();
        }
    }

    @Test
    void namesTheServerAndThePortThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(Ports.address(0));
            assertThatThrownBy(() -> EmbeddedBroker.start(null, taken.getLocalPort(), List.of()))
                    .isInstanceOf(PortTaken.class)
                    .hasMessage("AMQP broker cannot start: port " + taken.getLocalPort() + " is taken");
        }
    }
}
