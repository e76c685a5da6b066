package io.millrace.embedded;

import io.millrace.embedded.amqp.Rights;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * A user of the broker and what it may do. A service owns what bears its name: {@code orders} the exchange {@code
 * orders.events}, the queue {@code orders.customers} and whatever else begins with {@code orders.}. Of the services whose
 * events it follows it may read the exchanges {@code .events} and {@code .replies} and write to {@code .replay}. Nobody
 * may use the default exchange, through which every queue can be written to.
 *
 * @param sources services whose events it follows
 * @param administrator may do everything
 */
public record BrokerAccount(String name, String password, Set<String> sources, boolean administrator) {

    public BrokerAccount {
        ServiceName.require(name);
        sources.forEach(ServiceName::require);
        sources = Set.copyOf(sources);
    }

    public static BrokerAccount service(String name, String password, Collection<String> sources) {
        return new BrokerAccount(name, password, Set.copyOf(sources), false);
    }

    public static BrokerAccount administrator(String name, String password) {
        return new BrokerAccount(name, password, Set.of(), true);
    }

    /** In the form of RabbitMQ's permissions. */
    public Rights rights() {
        return administrator
                ? new Rights(".*", ".*", ".*")
                : new Rights(
                        "^" + own() + "$",
                        "^(" + own() + ofSources("replay") + ")$",
                        "^(" + own() + ofSources("(events|replies)") + ")$");
    }

    private String own() {
        return name + "\\..*";
    }

    private String ofSources(String suffix) {
        return sources.isEmpty() ? "" : "|(" + String.join("|", new TreeSet<>(sources)) + ")\\." + suffix;
    }
}
