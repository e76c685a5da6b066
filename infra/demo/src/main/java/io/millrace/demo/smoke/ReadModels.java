package io.millrace.demo.smoke;

import static io.millrace.demo.smoke.Difference.check;

import io.millrace.contracts.Money;
import io.millrace.demo.smoke.SentOrder.Item;
import io.millrace.demo.smoke.SentOrder.Status;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares every read model with the ledger, each by one look: the tokens see to it that it shows what was written. */
public final class ReadModels {

    private final Client client;
    private final Ledger ledger;
    private final String url;
    /** When orders were confirmed, which only the order history tells; totals by day are checked against that. */
    private final Map<String, Instant> confirmedAt = new HashMap<>();

    /** @param url of the query service */
    public ReadModels(Client client, Ledger ledger, String url) {
        this.client = client;
        this.ledger = ledger;
        this.url = url;
    }

    /** Compares every customer's. */
    public String profiles() {
        ledger.customers().forEach(customer -> {
            JsonObject seen =
                    client.get(url + "/customers/" + customer.id()).expect(200).body();
            check("Profile of " + customer.name(), profile(customer), timeless(seen, "lastOrderAt"));
        });
        return ledger.customers().size() + " profiles with totals";
    }

    private JsonObject profile(SentCustomer customer) {
        List<SentOrder> orders = ledger.ordersOf(customer.id());
        List<SentOrder> sold = orders.stream().filter(SentOrder::sold).toList();
        return customer.profile()
                .put("ordersPlaced", orders.size())
                .put("ordersConfirmed", sold.size())
                .put("totalSpent", sum(sold.stream().map(SentOrder::total)));
    }

    String pages() {
        List<String> seen = ids(client.all(url + "/customers?limit=7"));
        List<String> sent = ledger.customers().stream().map(SentCustomer::id).toList();
        check("Customers in pages of 7", sent, seen);
        SentCustomer one = ledger.customers().get(0);
        List<JsonObject> found =
                client.all(url + "/customers?email=" + one.email().toUpperCase(Locale.ROOT));
        check("Customers of " + one.email(), List.of(one.id()), ids(found));
        return seen.size() + " customers in pages of 7, one by e-mail";
    }

    /** Compares all orders of all customers; the times in them are needed by what compares sales. */
    public String histories() {
        int orders = 0;
        for (SentCustomer customer : ledger.customers()) {
            List<JsonObject> seen = client.all(url + "/customers/" + customer.id() + "/orders?limit=5");
            check("Orders of " + customer.name(), ledger.ordersOf(customer.id()).size(), seen.size());
            check("Orders of " + customer.name() + ", newest first", newestFirst(seen), seen);
            seen.forEach(this::order);
            orders += seen.size();
        }
        check("Orders of all customers", ledger.orders().size(), orders);
        return orders + " orders with names, titles and timelines";
    }

    private static List<JsonObject> newestFirst(List<JsonObject> orders) {
        return orders.stream()
                .sorted(Comparator.comparing((JsonObject order) -> order.getInstant("placedAt"))
                        .thenComparing(order -> order.getString("id"))
                        .reversed())
                .toList();
    }

    private void order(JsonObject seen) {
        String id = seen.getString("id");
        List<JsonObject> steps = seen.getJsonArray("timeline").stream()
                .map(JsonObject.class::cast)
                .toList();
        steps.stream()
                .filter(step -> step.getString("status").equals("CONFIRMED"))
                .forEach(step -> confirmedAt.put(id, step.getInstant("at")));
        SentOrder sent = ledger.order(id);
        JsonObject expected = sent.shown(
                ledger.customer(sent.customerId()).name(),
                product -> ledger.product(product).title(),
                timeline(sent));
        JsonObject shown = timeless(seen, "placedAt")
                .put(
                        "timeline",
                        new JsonArray(
                                steps.stream().map(step -> timeless(step, "at")).toList()));
        check("Order " + id, expected, shown);
    }

    /** Whether an order cancelled at once was confirmed before is up to chance. */
    private List<JsonObject> timeline(SentOrder order) {
        List<JsonObject> steps = new ArrayList<>(List.of(step(Status.PLACED)));
        if (order.sold() || (order.status() == Status.CANCELLED && confirmedAt.containsKey(order.id()))) {
            steps.add(step(Status.CONFIRMED));
        }
        if (order.status() == Status.REJECTED) {
            String missing = order.items().get(0).productId();
            steps.add(step(Status.REJECTED).put("shortProductIds", new JsonArray().add(missing)));
        } else if (order.status() == Status.CANCELLED) {
            steps.add(step(Status.CANCELLED).put("reason", SentOrder.REASON));
        } else if (order.status() == Status.SHIPPED) {
            steps.add(step(Status.SHIPPED).put("carrier", SentOrder.CARRIER));
        }
        return steps;
    }

    private static JsonObject step(Status status) {
        return new JsonObject().put("status", status.name());
    }

    String rejected() {
        int seen = 0;
        for (SentCustomer customer : ledger.customers()) {
            seen += client.all(url + "/customers/" + customer.id() + "/orders?status=REJECTED")
                    .size();
        }
        check(
                "Rejected orders of all customers",
                ledger.ordersThatAre(Status.REJECTED).size(),
                seen);
        return seen + " of them by status REJECTED";
    }

    String unchanged() {
        SentOrder order = ledger.orders().iterator().next();
        Answer first = client.get(url + "/orders/" + order.id()).expect(200);
        client.get(url + "/orders/" + order.id(), "If-None-Match", first.etag()).expect(304);
        return "304 for an order that has not changed";
    }

    String salesByDay() {
        Map<String, List<SentOrder>> days = ledger.orders().stream()
                .filter(SentOrder::sold)
                .collect(Collectors.groupingBy(this::day, TreeMap::new, Collectors.toList()));
        List<JsonObject> expected = days.entrySet().stream()
                .map(day -> new JsonObject()
                        .put("day", day.getKey())
                        .put("currency", "EUR")
                        .put("ordersConfirmed", day.getValue().size())
                        .put(
                                "units",
                                day.getValue().stream()
                                        .mapToInt(SentOrder::units)
                                        .sum())
                        .put(
                                "revenue",
                                sum(day.getValue().stream().map(SentOrder::total))
                                        .getJsonObject(0)))
                .toList();
        List<JsonObject> seen = client.all(url + "/sales/days");
        check("Sales by day", expected, seen);
        return seen.stream()
                .map(day -> day.getString("day") + ": " + day.getInteger("ordersConfirmed") + " orders, "
                        + day.getInteger("units") + " units")
                .collect(Collectors.joining("; "));
    }

    private String day(SentOrder order) {
        Instant time = confirmedAt.get(order.id());
        if (time == null) {
            throw new Difference("Order " + order.id(), "the time it was confirmed", "none");
        }
        return time.toString().substring(0, "2026-11-22".length());
    }

    String bestSellers() {
        List<JsonObject> expected = ledger.products().stream()
                .map(this::sales)
                .filter(product -> product.getInteger("units") > 0)
                .sorted(Comparator.comparing((JsonObject product) -> -product.getInteger("units"))
                        .thenComparing(product -> product.getString("productId")))
                .toList();
        List<JsonObject> seen = client.all(url + "/sales/products?limit=4");
        check("Best sellers", expected, seen);
        return seen.size() + " products, first " + seen.get(0).getString("title");
    }

    private JsonObject sales(SentProduct product) {
        List<Item> sold = ledger.orders().stream()
                .filter(SentOrder::sold)
                .flatMap(order -> order.itemsOf(product))
                .toList();
        return new JsonObject()
                .put("productId", product.id())
                .put("title", product.title())
                .put("units", sold.stream().mapToInt(Item::quantity).sum())
                .put("revenue", sum(sold.stream().map(Item::price)));
    }

    /** Compares every product's, which must be up to date. */
    public String productPages() {
        ledger.products().forEach(product -> {
            JsonObject seen =
                    client.get(url + "/products/" + product.id()).expect(200).body();
            check("Page of " + product.title(), page(product), seen);
        });
        return ledger.products().size() + " products, details, price, available, sold";
    }

    private JsonObject page(SentProduct product) {
        return product.page(available(product), sold(product));
    }

    private int available(SentProduct product) {
        return product.received() - sold(product);
    }

    private int sold(SentProduct product) {
        return ledger.units(product, Status.CONFIRMED) + ledger.units(product, Status.SHIPPED);
    }

    String search() {
        finds("q=flour", product -> product.title().contains("lour"));
        finds("q=GRANITE%20hand", product -> product.sku().equals("MILL-STONE-1"));
        finds("q=zoe", product -> product.sku().equals("MILL-BOOK-1"));
        finds("q=ash%20812", product -> product.sku().equals("MILL-FLOUR-1"));
        finds("q=windmill", product -> false);
        finds("category=kitchen", product -> product.category().equals("kitchen"));
        finds(
                "minPrice=500&maxPrice=2500",
                product -> product.price().amount() >= 500 && product.price().amount() <= 2500);
        finds("inStock=true", product -> available(product) > 0);
        List<JsonObject> discontinued = client.all(url + "/products?status=DISCONTINUED");
        check(
                "Discontinued products",
                ids(ledger.products().stream().filter(SentProduct::discontinued)),
                ids(discontinued));
        return "by words, category, price and stock, in pages of 2";
    }

    /** Those on offer to which this applies, cheapest first. */
    private void finds(String query, Predicate<SentProduct> expected) {
        Stream<SentProduct> offered = ledger.products().stream()
                .filter(product -> !product.discontinued())
                .filter(expected)
                .sorted(Comparator.comparing(product -> product.price().amount()));
        List<JsonObject> seen = client.all(url + "/products?sort=price&limit=2&" + query);
        check("Products by " + query, ids(offered), ids(seen));
    }

    private static List<String> ids(Stream<SentProduct> products) {
        return products.map(SentProduct::id).toList();
    }

    private static List<String> ids(List<JsonObject> items) {
        return items.stream().map(item -> item.getString("id")).toList();
    }

    /** Looks whether all are running. */
    public String projections() {
        List<JsonObject> all = client.get(url + "/projections").expect(200).items();
        all.forEach(projection ->
                check("State of projection " + projection.getString("name"), "running", projection.getString("state")));
        return all.size() + " projections running";
    }

    private static JsonArray sum(Stream<Money> amounts) {
        JsonArray sum = new JsonArray();
        amounts.reduce(Money::plus).map(SentOrder::shown).ifPresent(sum::add);
        return sum;
    }

    private static JsonObject timeless(JsonObject shown, String time) {
        JsonObject rest = shown.copy();
        rest.remove(time);
        return rest;
    }
}
