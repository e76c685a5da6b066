package io.millrace.system.outage;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What can be dead while the rest lives: each is one process, or one PostgreSQL server with its processes. */
enum Part {
    CUSTOMERS_STORE,
    CATALOG_STORE,
    INVENTORY_STORE,
    ORDERS_STORE,
    QUERY_STORE,
    BROKER,
    CUSTOMERS,
    CATALOG,
    INVENTORY,
    ORDERS,
    QUERY;

    static final List<Part> SERVICES = List.of(CUSTOMERS, CATALOG, INVENTORY, ORDERS, QUERY);

    static final List<Part> STORES =
            Stream.of(values()).filter(part -> !SERVICES.contains(part)).toList();

    /** As the service is called everywhere; that of the store's owner for a store. */
    String service() {
        return name().toLowerCase(Locale.ROOT).replace("_store", "");
    }

    /** Whether it is a MongoDB server, rather than PostgreSQL or the broker. */
    boolean isMongo() {
        return this == CATALOG_STORE || this == QUERY_STORE;
    }

    /** Whether the service can do nothing while this part is dead. */
    boolean stops(Part service) {
        return this == service || (this != BROKER && service().equals(service.service()));
    }

    /** Whether events get from a service to the read models while this part is dead. */
    boolean stopsNewsOf(Part service) {
        return this == BROKER || stops(service) || stops(QUERY);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
