package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What RabbitMQ's permissions mean at the embedded broker, in the words of RabbitMQ. */
@Tag("own-servers")
class BrokerRightsIT {
    private EmbeddedBroker broker;
    private Connection customers;
    private Connection orders;

    @BeforeEach
    void start() throws Exception {
        broker = EmbeddedBroker.start(
                null,
                0,
                List.of(
                        BrokerAccount.service("customers", "c", List.of()),
                        BrokerAccount.service("orders", "o", List.of("customers"))));
        customers = connect("customers");
        orders = connect("orders");
        try (Channel channel = customers.createChannel()) {
            channel.exchangeDeclare("customers.events", "topic", true);
            channel.exchangeDeclare("customers.replay", "direct", true);
            channel.exchangeDeclare("customers.replies", "direct", true);
            channel.queueDeclare("customers.requests", true, false, false, null);
            channel.queueBind("customers.requests", "customers.replay", "customers.replay");
        }
    }

    @AfterEach
    void stop() {
        orders.abort();
        customers.abort();
        broker.close();
    }

    private Connection connect(String user) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(broker.uri(user));
        factory.setAutomaticRecoveryEnabled(false);
        return factory.newConnection();
    }

    private interface Attempt {
        void on(Channel channel) throws IOException;
    }

    /** By orders, and answered: what fails without an answer of its own shows at the next one. */
    private void attempt(Attempt attempt) throws Exception {
        try (Channel channel = orders.createChannel()) {
            attempt.on(channel);
            channel.exchangeDeclarePassive("customers.events");
        } catch (AlreadyClosedException e) {
            throw new IOException(e);
        }
    }

    private void assertAllowed(Attempt attempt) {
        assertThatCode(() -> attempt(attempt)).doesNotThrowAnyException();
    }

    private void assertRefused(String what, Attempt attempt) {
        assertThatThrownBy(() -> attempt(attempt))
                .hasRootCauseInstanceOf(ShutdownSignalException.class)
                .rootCause()
                .hasMessageContaining("reply-code=403")
                .hasMessageContaining("ACCESS_REFUSED - " + what + "' refused for user 'orders'");
        assertThat(orders.isOpen()).as("only the channel is closed").isTrue();
    }

    @Nested
    class OfItsOwn {

        @Test
        void aServiceDeclaresBindsReadsAndDeletes() {
            assertAllowed(channel -> {
                channel.exchangeDeclare("orders.dead", "fanout", true);
                channel.queueDeclare("orders.dead", true, false, false, null);
                channel.queueBind("orders.dead", "orders.dead", "");
                channel.queueDeclare(
                        "orders.customers",
                        true,
                        false,
                        false,
                        Map.of(
                                "x-single-active-consumer",
                                true,
                                "alternateBinding",
                                Map.of("destination", "orders.dead"),
                                "maximumDeliveryAttempts",
                                1));
                channel.basicConsume("orders.customers", (tag, message) -> {}, tag -> {});
                channel.basicGet("orders.dead", true);
                channel.queuePurge("orders.dead");
                channel.queueUnbind("orders.dead", "orders.dead", "");
                channel.queueDelete("orders.customers");
                channel.exchangeDelete("orders.dead");
            });
        }

        @Test
        void theMessagesItPublishesArrive() throws Exception {
            try (Channel channel = orders.createChannel()) {
                channel.exchangeDeclare("orders.events", "topic", true);
                channel.queueDeclare("orders.copy", true, false, false, null);
                channel.queueBind("orders.copy", "orders.events", "#");
                channel.confirmSelect();
                channel.basicPublish("orders.events", "orders.1", null, new byte[] {7});
                channel.waitForConfirmsOrDie(5000);
                assertThat(channel.basicGet("orders.copy", true).getBody()).containsExactly(7);
            }
        }
    }

    @Nested
    class OfASourceItFollows {

        @Test
        void aServiceHearsTheEventsAndAsksForReplays() {
            assertAllowed(channel -> {
                channel.queueDeclare("orders.customers", true, false, false, null);
                channel.queueBind("orders.customers", "customers.events", "customers.#");
                channel.queueDeclare("orders.replies-1", false, true, true, null);
                channel.queueBind("orders.replies-1", "customers.replies", "orders.replies-1");
                channel.basicPublish("customers.replay", "customers.replay", null, new byte[1]);
            });
        }

        @Test
        void aServiceIsRefusedEverythingElse() {
            assertRefused(
                    "write access to exchange 'customers.events",
                    channel -> channel.basicPublish("customers.events", "customers.1", null, new byte[1]));
            assertRefused(
                    "write access to exchange 'customers.replies",
                    channel -> channel.basicPublish("customers.replies", "x", null, new byte[1]));
            assertRefused(
                    "write access to queue 'customers.requests",
                    channel -> channel.queueBind("customers.requests", "customers.events", "#"));
            assertRefused(
                    "write access to queue 'customers.requests",
                    channel -> channel.queueUnbind("customers.requests", "customers.replay", "customers.replay"));
            assertRefused(
                    "read access to queue 'customers.requests",
                    channel -> channel.basicConsume("customers.requests", (tag, message) -> {}, tag -> {}));
            assertRefused(
                    "read access to queue 'customers.requests",
                    channel -> channel.basicGet("customers.requests", true));
            assertRefused(
                    "read access to queue 'customers.requests", channel -> channel.queuePurge("customers.requests"));
            assertRefused(
                    "configure access to queue 'customers.requests",
                    channel -> channel.queueDelete("customers.requests"));
            assertRefused(
                    "configure access to queue 'customers.new",
                    channel -> channel.queueDeclare("customers.new", true, false, false, null));
            assertRefused(
                    "configure access to exchange 'customers.new",
                    channel -> channel.exchangeDeclare("customers.new", "topic", true));
            assertRefused(
                    "configure access to exchange 'customers.events",
                    channel -> channel.exchangeDelete("customers.events"));
        }
    }

    @Nested
    class OfNobody {

        @Test
        void isTheDefaultExchangeThatReachesEveryQueue() {
            assertRefused(
                    "write access to exchange 'amq.default",
                    channel -> channel.basicPublish("", "customers.requests", null, new byte[1]));
        }

        @Test
        void areTheExchangesThatEveryBrokerComesWith() {
            assertAllowed(channel -> channel.queueDeclare("orders.mine", true, false, false, null));
            assertRefused(
                    "read access to exchange 'amq.topic",
                    channel -> channel.queueBind("orders.mine", "amq.topic", "#"));
            assertRefused(
                    "write access to exchange 'amq.topic",
                    channel -> channel.basicPublish("amq.topic", "x", null, new byte[1]));
        }

        @Test
        void areNamesThatTheBrokerMakesUp() {
            assertRefused("configure access to queue '", Channel::queueDeclare);
        }
    }

    @Nested
    class NoWayAroundIs {

        @Test
        void theQueueThatTheChannelNamedLast() {
            assertRefused("read access to queue '", channel -> {
                channel.queueDeclarePassive("customers.requests");
                channel.queuePurge("");
            });
        }

        @Test
        void aQueueWhoseDeadLettersGoToAnother() {
            assertRefused(
                    "write access to exchange 'customers.events",
                    channel -> channel.queueDeclare(
                            "orders.mine",
                            true,
                            false,
                            false,
                            Map.of("alternateBinding", Map.of("destination", "customers.events"))));
        }

        @Test
        void anExchangeWhoseUnroutableMessagesGoToAnother() {
            assertRefused(
                    "configure access to argument 'alternateBinding",
                    channel -> channel.exchangeDeclare(
                            "orders.mine",
                            "fanout",
                            true,
                            false,
                            Map.of("alternateBinding", Map.of("destination", "customers.events"))));
        }

        @Test
        void anExchangeThatComesWithBindings() {
            assertRefused(
                    "configure access to argument 'durableBindings",
                    channel -> channel.exchangeDeclare(
                            "orders.mine", "fanout", true, false, Map.of("durableBindings", List.of())));
        }
    }

    @Test
    void tellsAnAdministratorWhatItHas() {
        BrokerContents contents = broker.contents();
        assertThat(contents.users()).containsExactlyInAnyOrder("customers", "orders");
        assertThat(contents.exchanges())
                .contains("customers.events", "customers.replay", "customers.replies", "amq.topic");
        assertThat(contents.queues()).containsExactly("customers.requests");
        assertThat(contents.bindings().get("customers.requests")).contains("customers.replay");
    }
}
