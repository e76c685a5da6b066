package io.millrace.embedded.amqp;

import io.millrace.embedded.amqp.Rights.Verb;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.qpid.server.protocol.ErrorCodes;
import org.apache.qpid.server.protocol.v0_8.AMQChannel;
import org.apache.qpid.server.protocol.v0_8.FieldTable;
import org.apache.qpid.server.protocol.v0_8.transport.ServerChannelMethodProcessor;
import org.jspecify.annotations.Nullable;

/** Asks before each method whether the user has the permissions that RabbitMQ wants for it, and closes the channel if not. */
final class GuardedChannel implements InvocationHandler {
    /** Others, such as a list of bindings, could name what is not the user's. */
    private static final Set<String> HARMLESS = Set.of("maximumMessageTtl", "maximumDeliveryAttempts");

    private final AMQChannel channel;
    private final GuardedConnection connection;

    private GuardedChannel(AMQChannel channel, GuardedConnection connection) {
        this.channel = channel;
        this.connection = connection;
    }

    static ServerChannelMethodProcessor of(AMQChannel channel, GuardedConnection connection) {
        return (ServerChannelMethodProcessor) Proxy.newProxyInstance(
                GuardedChannel.class.getClassLoader(),
                new Class<?>[] {ServerChannelMethodProcessor.class},
                new GuardedChannel(channel, connection));
    }

    private record Need(Verb verb, String kind, String name) {}

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (arguments != null) {
            for (Need need : needs(method.getName(), arguments)) {
                if (!connection.may(need.verb(), need.name())) {
                    refuse(need);
                    return null;
                }
            }
        }
        try {
            return method.invoke(channel, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private void refuse(Need need) {
        connection.closeChannelAndWriteFrame(
                channel,
                ErrorCodes.ACCESS_REFUSED,
                "ACCESS_REFUSED - " + need.verb().name().toLowerCase(Locale.ROOT) + " access to " + need.kind() + " '"
                        + need.name() + "' refused for user '" + connection.user() + "'");
    }

    private static List<Need> needs(String method, Object... given) {
        return switch (method) {
            case "receiveExchangeDeclare" -> passive(given[2]) ? List.of() : exchange(given[0], given[7]);
            case "receiveQueueDeclare" -> passive(given[1]) ? List.of() : queue(given[0], given[6]);
            case "receiveExchangeDelete" -> List.of(new Need(Verb.CONFIGURE, "exchange", name(given[0])));
            case "receiveQueueDelete" -> List.of(new Need(Verb.CONFIGURE, "queue", name(given[0])));
            case "receiveQueueBind", "receiveQueueUnbind" ->
                List.of(new Need(Verb.WRITE, "queue", name(given[0])), new Need(Verb.READ, "exchange", name(given[1])));
            case "receiveQueuePurge", "receiveBasicGet", "receiveBasicConsume" ->
                List.of(new Need(Verb.READ, "queue", name(given[0])));
            case "receiveBasicPublish" -> List.of(new Need(Verb.WRITE, "exchange", exchangeName(given[0])));
            default -> List.of();
        };
    }

    /** To declare an exchange, which may have no arguments: one could name another exchange as its alternate. */
    private static List<Need> exchange(Object name, @Nullable Object arguments) {
        List<Need> needs = new ArrayList<>(List.of(new Need(Verb.CONFIGURE, "exchange", exchangeName(name))));
        map(arguments).keySet().forEach(argument -> needs.add(new Need(Verb.CONFIGURE, "argument", argument)));
        return needs;
    }

    /** To declare a queue and, where it has one, to have it send its dead letters to an exchange. */
    private static List<Need> queue(Object name, @Nullable Object arguments) {
        List<Need> needs = new ArrayList<>(List.of(new Need(Verb.CONFIGURE, "queue", name(name))));
        map(arguments).forEach((argument, value) -> {
            if (argument.equals("alternateBinding") && value instanceof Map<?, ?> binding) {
                needs.add(new Need(Verb.READ, "queue", name(name)));
                needs.add(new Need(Verb.WRITE, "exchange", String.valueOf(binding.get("destination"))));
            } else if (!argument.startsWith("x-") && !HARMLESS.contains(argument)) {
                needs.add(new Need(Verb.CONFIGURE, "argument", argument));
            }
        });
        return needs;
    }

    private static Map<String, Object> map(@Nullable Object arguments) {
        return arguments instanceof FieldTable table ? FieldTable.convertToMap(table) : Map.of();
    }

    private static boolean passive(Object flag) {
        return Boolean.TRUE.equals(flag);
    }

    private static String exchangeName(@Nullable Object name) {
        String given = name(name);
        return given.isEmpty() ? "amq.default" : given;
    }

    /** Empty for the queue that the channel declared last, too: nobody may use that but by its name. */
    private static String name(@Nullable Object name) {
        return name == null ? "" : name.toString();
    }
}
