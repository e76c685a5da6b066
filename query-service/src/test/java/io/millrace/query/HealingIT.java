package io.millrace.query;

import static io.millrace.embedded.junit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.millrace.contracts.ConsistencyToken;
import io.millrace.contracts.Event;
import io.millrace.embedded.junit.Infrastructure;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.runtime.Host;
import io.millrace.runtime.http.HttpSettings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is lost at the broker, read models come out exact by themselves, and events flow again. */
@WithInfrastructure
@WithVertx
class HealingIT {

    private static final String QUEUE = "query.customer-profile.g1.customers";
    private static final String ORDERS_QUEUE = "query.customer-profile.g1.orders";
    private static final String EXCHANGE = "customers.events";

    private final Infrastructure servers;
    private final String broker;
    private final Owners owners;
    private final QueryService service;
    private final Story story = Story.begin();

    HealingIT(Vertx vertx, Infrastructure servers) {
        this.servers = servers;
        this.broker = servers.broker().uri();
        this.owners = Owners.start(vertx, broker);
        this.service = await(QueryService.start(
                Host.on(vertx),
                new QuerySettings(
                        URI.create(servers.mongo().freshUri("query")),
                        URI.create(servers.broker().uri("query")),
                        HttpSettings.loopback(0))));
    }

    @AfterEach
    void stop() {
        await(service.stop(), Duration.ofSeconds(40));
        owners.close();
    }

    enum Harm {
        QUEUE_PURGED {
            @Override
            void doTo(Channel channel) throws Exception {
                channel.queuePurge(QUEUE);
            }
        },
        QUEUE_DELETED {
            @Override
            void doTo(Channel channel) throws Exception {
                channel.queueDelete(QUEUE);
            }
        },
        QUEUE_UNBOUND {
            @Override
            void doTo(Channel channel) throws Exception {
                channel.queueUnbind(QUEUE, EXCHANGE, "customers.#");
            }
        },
        EXCHANGE_DELETED {
            @Override
            void doTo(Channel channel) throws Exception {
                channel.exchangeDelete(EXCHANGE);
            }
        },
        EXCHANGE_RECREATED {
            @Override
            void doTo(Channel channel) throws Exception {
                channel.exchangeDelete(EXCHANGE);
                channel.exchangeDeclare(EXCHANGE, BuiltinExchangeType.TOPIC, true);
            }
        },
        EVERYTHING_LOST {
            @Override
            void doTo(Channel channel) throws Exception {
                for (String exchange : new String[] {".events", ".replay", ".replies"}) {
                    channel.exchangeDelete("customers" + exchange);
                }
                channel.queueDelete("customers.requests");
                channel.queueDelete("query.customer-profile.g1.dead");
                // Dead letters of both queues go there, and either may be there again before it is gone.
                eventually(channel.getConnection(), "no exchange for dead letters", own -> {
                    own.queueDelete(QUEUE);
                    own.queueDelete(ORDERS_QUEUE);
                    own.exchangeDelete("query.customer-profile.g1.dead");
                    return true;
                });
            }
        };

        abstract void doTo(Channel channel) throws Exception;
    }

    /** Its queues are made one after the other: that one brought an event does not mean that there are the others. */
    private static void awaitReading(Connection connection) {
        for (String queue : List.of(QUEUE, ORDERS_QUEUE)) {
            eventually(connection, queue + " is being read", own -> own.consumerCount(queue) > 0);
        }
    }

    private interface Attempt {
        boolean on(Channel channel) throws IOException;
    }

    /** Each time on a channel of its own: it is gone with a refusal. */
    private static void eventually(Connection connection, String what, Attempt attempt) {
        Awaitility.await(what).ignoreExceptions().until(() -> {
            Channel own = connection.createChannel();
            try {
                return attempt.on(own);
            } finally {
                if (own.isOpen()) {
                    own.close();
                }
            }
        });
    }

    private void seen(ConsistencyToken token, String lastName) {
        Answer answer = Answer.get(
                service.port(),
                "/customers/" + story.customer(),
                "Consistency-Token",
                token.encode(),
                "Prefer",
                "wait=30");
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(answer.body().getString("lastName")).isEqualTo(lastName);
    }

    private ConsistencyToken committed(Event event) {
        ConsistencyToken token = owners.tokenOfNext(event);
        owners.commit(event);
        return token;
    }

    @ParameterizedTest
    @EnumSource
    void comeOutExactAndGoOn(Harm harm) throws Exception {
        seen(owners.happened(story.registered()), "Lovelace");

        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(broker);
        try (Connection connection = factory.newConnection()) {
            awaitReading(connection);
            harm.doTo(connection.createChannel());
        }
        if (harm == Harm.EVERYTHING_LOST) { // as a broker does that comes back with nothing
            servers.broker().stop();
            servers.broker().start();
        }
        seen(committed(story.renamed("King")), "King");
        seen(owners.happened(story.renamed("Byron")), "Byron");

        assertThat(Answer.get(service.port(), "/metrics").response().body())
                .containsPattern("millrace_messaging_hole_repair_seconds_count\\{source=\"customers\","
                        + "subscriber=\"query.customer-profile.g1\"\\} [1-9]");
    }
}
