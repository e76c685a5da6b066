package io.millrace.embedded;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.qpid.server.model.AuthenticationProvider;
import org.apache.qpid.server.model.Binding;
import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.Exchange;
import org.apache.qpid.server.model.Queue;
import org.apache.qpid.server.model.User;
import org.apache.qpid.server.model.VirtualHost;
import org.apache.qpid.server.model.VirtualHostNode;

/** Reads Broker-J's own model of what it has. */
final class QpidContents {
    private final Set<String> users = new HashSet<>();
    private final Set<String> exchanges = new HashSet<>();
    private final Set<String> queues = new HashSet<>();
    private final Map<String, Set<String>> bindings = new HashMap<>();

    private QpidContents() {}

    static BrokerContents of(Broker<?> broker) {
        QpidContents found = new QpidContents();
        for (AuthenticationProvider<?> passwords : broker.getChildren(AuthenticationProvider.class)) {
            for (User<?> user : passwords.getChildren(User.class)) {
                found.users.add(user.getName());
            }
        }
        for (VirtualHostNode<?> node : broker.getChildren(VirtualHostNode.class)) {
            found.add(node.getVirtualHost());
        }
        return new BrokerContents(found.users, found.exchanges, found.queues, found.bindings);
    }

    private void add(VirtualHost<?> host) {
        for (Queue<?> queue : host.getChildren(Queue.class)) {
            queues.add(queue.getName());
        }
        for (Exchange<?> exchange : host.getChildren(Exchange.class)) {
            exchanges.add(exchange.getName());
            for (Binding binding : exchange.getBindings()) {
                bindings.computeIfAbsent(binding.getDestination(), queue -> new HashSet<>())
                        .add(exchange.getName());
            }
        }
    }
}
