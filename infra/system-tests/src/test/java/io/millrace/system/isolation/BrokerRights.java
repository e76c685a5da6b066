package io.millrace.system.isolation;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import io.millrace.embedded.BrokerContents;
import io.millrace.system.isolation.Matrix.Answer;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Tries every account on every exchange and queue of a broker. A service may do everything with what bears its name; with
 * others' exchanges it may do what its own queues show that it needs: listen where one of them is bound, and ask for
 * replays of those whose events it listens to.
 */
final class BrokerRights {

    private static final String DEFAULT_EXCHANGE = "";

    private final String administratorUri;
    private final BrokerContents contents;

    BrokerRights(String administratorUri, BrokerContents contents) {
        this.administratorUri = administratorUri;
        this.contents = contents;
    }

    void tryAll(Matrix matrix) throws Exception {
        for (String account : matrix.accounts()) {
            matrix.attempt(account, "(wrong password)", 'l', false, () -> connects(account, "not " + account));
            boolean known = contents.users().contains(account);
            matrix.attempt(account, "(login)", 'l', known, () -> connects(account, account));
            if (known) {
                try (BrokerSession session = new BrokerSession(as(account, account))) {
                    tryAll(matrix, account, session);
                }
            }
        }
    }

    private void tryAll(Matrix matrix, String account, BrokerSession session) {
        String mine = account + ".tried-" + UUID.randomUUID();
        tryOwn(matrix, account, session, mine);
        Set<String> exchanges = new TreeSet<>(contents.exchanges());
        exchanges.add(DEFAULT_EXCHANGE); // every broker has it, and not every one says so
        for (String exchange : exchanges) {
            tryExchange(matrix, account, session, exchange, mine);
        }
        for (String queue : new TreeSet<>(contents.queues())) {
            tryQueue(matrix, account, session, queue, mine);
        }
        matrix.attempt(
                account,
                "(what is left of a try)",
                'x',
                true,
                () -> session.ask(channel -> {
                    channel.queueDelete(mine);
                    channel.exchangeDelete(mine);
                }));
    }

    /** The whole life of something new of its own: what exists already is in use by the service that runs. */
    private static void tryOwn(Matrix matrix, String account, BrokerSession session, String mine) {
        matrix.attempt(
                account,
                "(something new of its own)",
                'a',
                true,
                () -> session.ask(channel -> {
                    channel.exchangeDeclare(mine, "fanout", true);
                    channel.queueDeclare(mine, true, false, false, null);
                    channel.queueBind(mine, mine, "");
                    channel.basicConsume(mine, (tag, message) -> {}, tag -> {});
                    channel.queuePurge(mine);
                }));
        matrix.attempt(
                account,
                "(something new of nobody's)",
                'a',
                false,
                () -> session.ask(channel -> channel.queueDeclare("tried", true, false, false, null)));
        matrix.attempt(account, "(something new of nobody's)", 'g', false, () -> session.ask(Channel::queueDeclare));
    }

    private void tryExchange(Matrix matrix, String account, BrokerSession session, String name, String mine) {
        String owner = owner(name);
        if (!matrix.accounts().contains(owner) && !builtIn(name)) {
            matrix.object("nobody owns exchange " + name);
        }
        boolean own = owner.equals(account);
        String resource = "exchange " + (name.equals(DEFAULT_EXCHANGE) ? "(default)" : name);
        matrix.attempt(
                account,
                resource,
                'p',
                own || asks(account, name),
                () -> session.ask(channel -> {
                    channel.txSelect();
                    channel.basicPublish(name, name.equals(DEFAULT_EXCHANGE) ? mine : "tried", null, new byte[0]);
                    channel.txRollback();
                }));
        if (name.equals(DEFAULT_EXCHANGE)) {
            return;
        }
        matrix.attempt(
                account,
                resource,
                'b',
                own || contents.listens(account, name),
                () -> session.ask(channel -> {
                    channel.queueBind(mine, name, "tried");
                    channel.queueUnbind(mine, name, "tried");
                }));
        if (!own) {
            matrix.attempt(
                    account,
                    resource,
                    'd',
                    false,
                    () -> session.ask(channel -> channel.exchangeDeclare(name, "headers", false)));
            matrix.attempt(account, resource, 'x', false, () -> session.ask(channel -> channel.exchangeDelete(name)));
        }
    }

    private void tryQueue(Matrix matrix, String account, BrokerSession session, String name, String mine) {
        String owner = owner(name);
        if (!matrix.accounts().contains(owner)) {
            matrix.object("nobody owns queue " + name);
        }
        boolean own = owner.equals(account);
        String resource = "queue " + name.replaceFirst("-[0-9a-f-]{36}$", "-*");
        matrix.attempt(
                account,
                resource,
                'c',
                own,
                () -> session.ask(channel -> channel.basicConsume(name, false, (tag, message) -> {}, tag -> {})));
        matrix.attempt(account, resource, 'g', own, () -> session.ask(channel -> channel.basicGet(name, false)));
        matrix.attempt(
                account,
                resource,
                'b',
                own,
                () -> session.ask(channel -> {
                    channel.queueBind(name, mine, "tried");
                    channel.queueUnbind(name, mine, "tried");
                }));
        if (!own) {
            matrix.attempt(
                    account,
                    resource,
                    'd',
                    false,
                    () -> session.ask(channel -> channel.queueDeclare(name, false, false, true, null)));
            matrix.attempt(account, resource, 'e', false, () -> session.ask(channel -> channel.queuePurge(name)));
            matrix.attempt(account, resource, 'x', false, () -> session.ask(channel -> channel.queueDelete(name)));
        }
    }

    private static String owner(String name) {
        return name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
    }

    private static boolean builtIn(String exchange) {
        return exchange.equals(DEFAULT_EXCHANGE) || exchange.startsWith("amq.");
    }

    private boolean asks(String account, String exchange) {
        return exchange.equals(owner(exchange) + ".replay") && contents.listens(account, owner(exchange) + ".events");
    }

    private Answer connects(String account, String password) throws Exception {
        try (Connection connection = as(account, password).newConnection()) {
            return connection.isOpen() ? Answer.ALLOWED : Answer.REFUSED;
        } catch (PossibleAuthenticationFailureException e) {
            return Answer.REFUSED;
        }
    }

    private ConnectionFactory as(String account, String password) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(administratorUri);
        factory.setUsername(account);
        factory.setPassword(password);
        factory.setAutomaticRecoveryEnabled(false);
        return factory;
    }
}
