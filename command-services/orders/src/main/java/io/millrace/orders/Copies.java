package io.millrace.orders;

import io.millrace.contracts.CatalogEvent.ProductAdded;
import io.millrace.contracts.CatalogEvent.ProductDiscontinued;
import io.millrace.contracts.CatalogEvent.ProductRepriced;
import io.millrace.contracts.CustomerEvent.CustomerClosed;
import io.millrace.contracts.CustomerEvent.CustomerRegistered;
import io.millrace.contracts.Event;
import io.millrace.contracts.Money;
import io.millrace.kit.journal.postgres.TableCopy;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Keeps this service's own copy of customers and prices, so that orders are taken while their owners are down. Each
 * method writes a batch of events, in order, with at most two statements.
 */
final class Copies {

    static final TableCopy CUSTOMERS =
            new TableCopy(Set.of(CustomerRegistered.class, CustomerClosed.class), Copies::customers);
    static final TableCopy PRODUCTS = new TableCopy(
            Set.of(ProductAdded.class, ProductRepriced.class, ProductDiscontinued.class), Copies::products);

    private Copies() {}

    static Future<Void> customers(SqlConnection connection, List<Event> events) {
        Set<String> registered = new LinkedHashSet<>();
        Set<String> closed = new LinkedHashSet<>();
        for (Event event : events) {
            if (event instanceof CustomerRegistered) {
                registered.add(event.aggregateId());
            } else if (event instanceof CustomerClosed) {
                closed.add(event.aggregateId());
            }
        }
        return write(
                        connection,
                        registered,
                        "INSERT INTO customer_copy (id) SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING")
                .compose(
                        done -> write(connection, closed, "UPDATE customer_copy SET closed = true WHERE id = ANY($1)"));
    }

    static Future<Void> products(SqlConnection connection, List<Event> events) {
        Map<String, Money> prices = new LinkedHashMap<>();
        Set<String> discontinued = new LinkedHashSet<>();
        for (Event event : events) {
            if (event instanceof ProductAdded added) {
                prices.put(added.productId(), added.price());
            } else if (event instanceof ProductRepriced repriced) {
                prices.put(repriced.productId(), repriced.price());
            } else if (event instanceof ProductDiscontinued) {
                discontinued.add(event.aggregateId());
            }
        }
        return price(connection, prices)
                .compose(done -> write(
                        connection, discontinued, "UPDATE product_copy SET discontinued = true WHERE id = ANY($1)"));
    }

    private static Future<Void> price(SqlConnection connection, Map<String, Money> prices) {
        if (prices.isEmpty()) {
            return Future.succeededFuture();
        }
        return connection
                .preparedQuery("INSERT INTO product_copy (id, price, currency) SELECT * FROM unnest($1::uuid[],"
                        + " $2::bigint[], $3::text[]) ON CONFLICT (id) DO UPDATE SET price = excluded.price, currency"
                        + " = excluded.currency")
                .execute(Tuple.tuple()
                        .addArrayOfUUID(uuids(prices.keySet()))
                        .addArrayOfLong(
                                prices.values().stream().map(Money::amount).toArray(Long[]::new))
                        .addArrayOfString(
                                prices.values().stream().map(Money::currency).toArray(String[]::new)))
                .mapEmpty();
    }

    private static Future<Void> write(SqlConnection connection, Set<String> ids, String sql) {
        return ids.isEmpty()
                ? Future.succeededFuture()
                : connection
                        .preparedQuery(sql)
                        .execute(Tuple.tuple().addArrayOfUUID(uuids(ids)))
                        .mapEmpty();
    }

    static UUID[] uuids(Set<String> ids) {
        return ids.stream().map(UUID::fromString).toArray(UUID[]::new);
    }
}
