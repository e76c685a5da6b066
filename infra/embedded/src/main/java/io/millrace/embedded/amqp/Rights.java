package io.millrace.embedded.amqp;

import java.util.Map;
import java.util.regex.Pattern;
import org.apache.qpid.server.model.Broker;

/**
 * What one user may do, as RabbitMQ has it: names of exchanges and queues that it may configure, write to and read from.
 * The broker carries them in its context, where connections find them.
 */
public record Rights(String configure, String write, String read) {
    private static final String NONE = "(?!)";
    private static final String PREFIX = "millrace.rights.";

    enum Verb {
        CONFIGURE,
        WRITE,
        READ
    }

    /** The context variables by which a broker knows the rights of a user. */
    public Map<String, String> variables(String user) {
        return Map.of(
                variable(user, Verb.CONFIGURE),
                configure,
                variable(user, Verb.WRITE),
                write,
                variable(user, Verb.READ),
                read);
    }

    private static String variable(String user, Verb verb) {
        return PREFIX + user + "." + verb;
    }

    /** What the user may do at the broker: nothing unless it says otherwise. */
    static Pattern of(Broker<?> broker, String user, Verb verb) {
        String names = broker.getContextValue(String.class, variable(user, verb));
        return Pattern.compile(names == null ? NONE : names);
    }
}
