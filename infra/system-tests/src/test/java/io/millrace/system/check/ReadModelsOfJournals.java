package io.millrace.system.check;

import io.millrace.contracts.CustomerEvent.CustomerClosed;
import io.millrace.contracts.CustomerEvent.CustomerEmailChanged;
import io.millrace.contracts.CustomerEvent.CustomerRegistered;
import io.millrace.contracts.CustomerEvent.CustomerRenamed;
import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.Money;
import io.millrace.contracts.OrderEvent;
import io.millrace.contracts.OrderEvent.OrderCancelled;
import io.millrace.contracts.OrderEvent.OrderConfirmed;
import io.millrace.contracts.OrderEvent.OrderLine;
import io.millrace.contracts.OrderEvent.OrderPlaced;
import io.millrace.contracts.OrderEvent.OrderRejected;
import io.millrace.contracts.OrderEvent.OrderShipped;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the read models must show, folded from the journals in the plainest way there is. */
final class ReadModelsOfJournals {

    private final ProductsOfJournals catalog;
    private final Map<String, JsonObject> customers = new TreeMap<>();
    private final Map<String, JsonObject> orders = new TreeMap<>();
    private final Map<String, JsonObject> days = new TreeMap<>();
    private final Map<String, JsonObject> sold = new TreeMap<>();

    // Of all orders as they are in the end.
    private final Map<String, List<JsonObject>> byCustomer = new HashMap<>();
    private final Map<String, Long> units = new HashMap<>();

    ReadModelsOfJournals(Journals journals) {
        catalog = new ProductsOfJournals(journals);
        journals.forEach("customers", this::customer);
        journals.forEach("orders", this::order);
        orders.values().forEach(this::sort);
    }

    private void sort(JsonObject order) {
        byCustomer
                .computeIfAbsent(order.getString("customerId"), any -> new ArrayList<>())
                .add(order);
        for (Object each : order.getJsonArray("lines")) {
            JsonObject line = (JsonObject) each;
            units.merge(
                    line.getString("productId") + order.getString("status"),
                    (long) line.getInteger("quantity"),
                    Long::sum);
        }
    }

    private void customer(EventEnvelope envelope, Event event) {
        if (event instanceof CustomerRegistered registered) {
            customers.put(
                    registered.customerId(),
                    new JsonObject()
                            .put("id", registered.customerId())
                            .put("firstName", registered.firstName())
                            .put("lastName", registered.lastName())
                            .put("email", registered.email())
                            .put("status", "ACTIVE")
                            .put("ordersPlaced", 0L)
                            .put("ordersConfirmed", 0L)
                            .put("totalSpent", new JsonArray())
                            .putNull("lastOrderAt"));
        } else if (event instanceof CustomerRenamed renamed) {
            customer(renamed.customerId()).put("firstName", renamed.firstName()).put("lastName", renamed.lastName());
        } else if (event instanceof CustomerEmailChanged changed) {
            customer(changed.customerId()).put("email", changed.email());
        } else if (event instanceof CustomerClosed closed) {
            customer(closed.customerId()).put("status", "CLOSED");
        }
    }

    private void order(EventEnvelope envelope, Event event) {
        if (event instanceof OrderPlaced placed) {
            placed(placed, envelope.time());
        } else if (event instanceof OrderConfirmed confirmed) {
            step(confirmed, "CONFIRMED", envelope, new JsonObject());
            count(confirmed.customerId(), confirmed.lines(), confirmed.total(), envelope.time(), 1);
        } else if (event instanceof OrderRejected rejected) {
            step(
                    rejected,
                    "REJECTED",
                    envelope,
                    new JsonObject().put("shortProductIds", new JsonArray(rejected.shortProductIds())));
        } else if (event instanceof OrderCancelled cancelled) {
            step(cancelled, "CANCELLED", envelope, new JsonObject());
            Instant confirmedAt = cancelled.confirmedAt();
            if (confirmedAt != null) {
                count(cancelled.customerId(), cancelled.lines(), cancelled.total(), confirmedAt, -1);
            }
        } else if (event instanceof OrderShipped shipped) {
            step(shipped, "SHIPPED", envelope, new JsonObject());
        }
    }

    private void placed(OrderPlaced placed, Instant time) {
        JsonArray lines = new JsonArray();
        placed.lines()
                .forEach(line -> lines.add(new JsonObject()
                        .put("productId", line.productId())
                        .put("title", catalog.title(line.productId()))
                        .put("quantity", line.quantity())
                        .put("unitPrice", shown(line.unitPrice()))));
        orders.put(
                placed.orderId(),
                new JsonObject()
                        .put("id", placed.orderId())
                        .put("customerId", placed.customerId())
                        .put("status", "PLACED")
                        .put("placedAt", time.toString())
                        .put("lines", lines)
                        .put("total", shown(placed.total()))
                        .put("timeline", new JsonArray().add(at("PLACED", time))));
        JsonObject customer = customer(placed.customerId());
        customer.put("ordersPlaced", customer.getLong("ordersPlaced") + 1);
        Instant last = customer.getInstant("lastOrderAt");
        if (last == null || last.isBefore(time)) {
            customer.put("lastOrderAt", time.toString());
        }
    }

    private void step(OrderEvent event, String status, EventEnvelope envelope, JsonObject details) {
        JsonObject order = order(event.orderId());
        order.put("status", status);
        order.getJsonArray("timeline").add(at(status, envelope.time()).mergeIn(details));
    }

    private static JsonObject at(String status, Instant time) {
        return new JsonObject().put("status", status).put("at", time.toString());
    }

    private void count(String customerId, List<OrderLine> lines, Money total, Instant confirmedAt, int times) {
        JsonObject customer = customer(customerId);
        customer.put("ordersConfirmed", customer.getLong("ordersConfirmed") + times);
        add(customer, "totalSpent", total.amount() * times);
        int units = lines.stream().mapToInt(OrderLine::quantity).sum();
        String day = confirmedAt.toString().substring(0, 10);
        JsonObject sales = days.computeIfAbsent(
                day,
                any -> new JsonObject()
                        .put("day", day)
                        .put("currency", "EUR")
                        .put("ordersConfirmed", 0L)
                        .put("units", 0L)
                        .put("revenue", shown(new Money(0, "EUR"))));
        sales.put("ordersConfirmed", sales.getLong("ordersConfirmed") + times);
        sales.put("units", sales.getLong("units") + (long) units * times);
        JsonObject revenue = sales.getJsonObject("revenue");
        revenue.put("amount", revenue.getLong("amount") + total.amount() * times);
        lines.forEach(line -> count(line, times));
    }

    private void count(OrderLine line, int times) {
        JsonObject product = sold.computeIfAbsent(
                line.productId(),
                id -> new JsonObject()
                        .put("productId", id)
                        .put("title", catalog.title(id))
                        .put("units", 0L)
                        .put("revenue", new JsonArray()));
        product.put("units", product.getLong("units") + (long) line.quantity() * times);
        add(product, "revenue", line.unitPrice().times(line.quantity()).amount() * times);
    }

    /** All prices are in one currency here; a sum of nothing is not shown. */
    private static void add(JsonObject holder, String field, long amount) {
        JsonArray sums = holder.getJsonArray(field);
        long before = sums.isEmpty() ? 0 : sums.getJsonObject(0).getLong("amount");
        holder.put(
                field,
                before + amount == 0 ? new JsonArray() : new JsonArray().add(shown(new Money(before + amount, "EUR"))));
    }

    private static JsonObject shown(Money money) {
        return new JsonObject().put("amount", money.amount()).put("currency", money.currency());
    }

    private JsonObject customer(String id) {
        return customers.computeIfAbsent(id, unknown -> {
            throw new AssertionError("no customer " + unknown);
        });
    }

    private JsonObject order(String id) {
        return orders.computeIfAbsent(id, unknown -> {
            throw new AssertionError("no order " + unknown);
        });
    }

    List<JsonObject> customers() {
        return List.copyOf(customers.values());
    }

    /** Newest first. */
    List<JsonObject> ordersOf(String customerId) {
        List<JsonObject> found = new ArrayList<>();
        JsonObject customer = customer(customerId);
        for (JsonObject order : byCustomer.getOrDefault(customerId, List.of())) {
            found.add(order.copy()
                    .put("customerName", customer.getString("firstName") + " " + customer.getString("lastName")));
        }
        found.sort(Comparator.comparing((JsonObject order) -> order.getInstant("placedAt"))
                .thenComparing(order -> order.getString("id"))
                .reversed());
        return found;
    }

    /** Cheapest first. */
    List<JsonObject> products() {
        return catalog.list();
    }

    int orders() {
        return orders.size();
    }

    boolean isEveryOrderAnswered() {
        return orders.values().stream()
                .noneMatch(order -> order.getString("status").equals("PLACED"));
    }

    List<JsonObject> days() {
        return days.values().stream()
                .filter(day -> day.getLong("ordersConfirmed") > 0)
                .toList();
    }

    List<JsonObject> bestSellers() {
        return sold.values().stream()
                .filter(product -> product.getLong("units") > 0)
                .sorted(Comparator.comparing((JsonObject product) -> -product.getLong("units"))
                        .thenComparing(product -> product.getString("productId")))
                .toList();
    }

    /** Units of a product that confirmed orders hold, or that were shipped. */
    long units(String productId, String status) {
        return units.getOrDefault(productId + status, 0L);
    }
}
