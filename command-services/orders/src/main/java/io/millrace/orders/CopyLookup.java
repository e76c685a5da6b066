package io.millrace.orders;

import io.millrace.contracts.Money;
import io.millrace.kit.journal.postgres.Complement;
import io.millrace.orders.OrderCommand.Item;
import io.millrace.orders.OrderCommand.Known;
import io.millrace.orders.OrderCommand.KnownCustomer;
import io.millrace.orders.OrderCommand.KnownProduct;
import io.millrace.orders.OrderCommand.PlaceOrder;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks up customers and prices for the orders of a batch: two queries in one round trip. */
final class CopyLookup implements Complement<OrderCommand> {

    @Override
    public boolean concerns(OrderCommand command) {
        return command instanceof PlaceOrder;
    }

    @Override
    public Future<List<OrderCommand>> complete(SqlConnection connection, List<OrderCommand> commands) {
        Set<String> customerIds = new LinkedHashSet<>();
        Set<String> productIds = new LinkedHashSet<>();
        for (OrderCommand command : commands) {
            PlaceOrder place = (PlaceOrder) command;
            customerIds.add(place.customerId());
            place.items().stream().map(Item::productId).forEach(productIds::add);
        }
        Future<Map<String, KnownCustomer>> customers = customers(connection, customerIds);
        Future<Map<String, KnownProduct>> products = products(connection, productIds);
        return Future.all(customers, products)
                .map(found -> commands.stream()
                        .map(command -> (PlaceOrder) command)
                        .<OrderCommand>map(place ->
                                place.knowing(new Known(customers.result().get(place.customerId()), products.result())))
                        .toList());
    }

    private static Future<Map<String, KnownCustomer>> customers(SqlConnection connection, Set<String> ids) {
        return connection
                .preparedQuery("SELECT id, closed FROM customer_copy WHERE id = ANY($1)")
                .execute(Tuple.tuple().addArrayOfUUID(Copies.uuids(ids)))
                .map(rows -> {
                    Map<String, KnownCustomer> customers = new HashMap<>();
                    rows.forEach(row ->
                            customers.put(row.getUUID("id").toString(), new KnownCustomer(row.getBoolean("closed"))));
                    return customers;
                });
    }

    private static Future<Map<String, KnownProduct>> products(SqlConnection connection, Set<String> ids) {
        return connection
                .preparedQuery("SELECT id, price, currency, discontinued FROM product_copy WHERE id = ANY($1)")
                .execute(Tuple.tuple().addArrayOfUUID(Copies.uuids(ids)))
                .map(rows -> {
                    Map<String, KnownProduct> products = new HashMap<>();
                    rows.forEach(row -> products.put(
                            row.getUUID("id").toString(),
                            new KnownProduct(
                                    new Money(row.getLong("price"), row.getString("currency")),
                                    row.getBoolean("discontinued"))));
                    return products;
                });
    }
}
