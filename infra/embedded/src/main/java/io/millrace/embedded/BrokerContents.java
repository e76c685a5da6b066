package io.millrace.embedded;

import java.util.Map;
import java.util.Set;

/**
 * Everybody and everything that a broker has, by name; the exchanges that every broker comes with are among them.
 *
 * @param bindings by queue, the exchanges that it is bound to; the default exchange is not among them
 */
public record BrokerContents(
        Set<String> users, Set<String> exchanges, Set<String> queues, Map<String, Set<String>> bindings) {

    /** Whether a queue of this account, by its name, is bound to the exchange. */
    public boolean listens(String account, String exchange) {
        return bindings.entrySet().stream()
                .anyMatch(binding -> binding.getKey().startsWith(account + ".")
                        && binding.getValue().contains(exchange));
    }
}
