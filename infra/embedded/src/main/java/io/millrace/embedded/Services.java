package io.millrace.embedded;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The services of the whole system and whose events each follows: all that their accounts are made from. */
public final class Services {
    /** A service that follows another one's events is named here, or the broker refuses to let it listen. */
    private static final Map<String, Set<String>> SOURCES = new TreeMap<>(Map.of(
            "customers", Set.of(),
            "catalog", Set.of(),
            "inventory", Set.of("orders"),
            "orders", Set.of("customers", "catalog", "inventory"),
            "query", Set.of("customers", "catalog", "inventory", "orders")));

    private Services() {}

    /** One account for each service at the broker, with a password of its own. */
    public static List<BrokerAccount> brokerAccounts(UnaryOperator<String> password) {
        return SOURCES.entrySet().stream()
                .map(service ->
                        BrokerAccount.service(service.getKey(), password.apply(service.getKey()), service.getValue()))
                .toList();
    }
}
