package io.millrace.orders;

import io.millrace.contracts.Money;
import io.millrace.contracts.OrderEvent.OrderLine;
import io.millrace.kit.journal.postgres.Column;
import io.millrace.kit.journal.postgres.StateTable;
import io.millrace.orders.Order.Status;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The table of orders, this service's own affair. */
final class OrderTable {

    static final StateTable<Order> TABLE = new StateTable<>(
            "customer_order",
            "order",
            List.of(
                    Column.text("status", order -> order.status().name()),
                    Column.uuid("customer_id", Order::customerId),
                    Column.json("lines", OrderTable::lines),
                    Column.bigint("total", order -> order.total().amount()),
                    Column.text("currency", order -> order.total().currency()),
                    Column.timestamp("confirmed_at", Order::confirmedAt)),
            OrderTable::read);

    private OrderTable() {}

    private static String lines(Order order) {
        JsonArray lines = new JsonArray();
        order.lines()
                .forEach(line -> lines.add(new JsonObject()
                        .put("productId", line.productId())
                        .put("quantity", line.quantity())
                        .put("unitPrice", line.unitPrice().amount())
                        .put("reserved", order.reserved().contains(line.productId()))));
        return lines.encode();
    }

    private static Order read(Row row) {
        String currency = row.getString("currency");
        List<OrderLine> lines = new ArrayList<>();
        Set<String> reserved = new HashSet<>();
        JsonArray stored = row.getJsonArray("lines");
        for (int i = 0; i < stored.size(); i++) {
            JsonObject line = stored.getJsonObject(i);
            String product = line.getString("productId");
            lines.add(new OrderLine(
                    product, line.getInteger("quantity"), new Money(line.getLong("unitPrice"), currency)));
            if (line.getBoolean("reserved")) {
                reserved.add(product);
            }
        }
        OffsetDateTime confirmedAt = row.getOffsetDateTime("confirmed_at");
        return new Order(
                Status.valueOf(row.getString("status")),
                row.getUUID("customer_id").toString(),
                lines,
                new Money(row.getLong("total"), currency),
                reserved,
                confirmedAt == null ? null : confirmedAt.toInstant());
    }
}
