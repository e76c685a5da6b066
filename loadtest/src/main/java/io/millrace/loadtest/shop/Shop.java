package io.millrace.loadtest.shop;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What can be asked of a system, worded as calls. Everything that this run makes is named by the run, so that it does not meet
 * what is there already. Thread-safe.
 */
public final class Shop {

    private static final String CURRENCY = "EUR";

    private final Addresses at;
    private final String run;
    private final AtomicLong numbers = new AtomicLong();

    /** @param run names what is made; not used by another run on the same system */
    public Shop(Addresses at, String run) {
        this.at = at;
        this.run = run;
    }

    public Addresses addresses() {
        return at;
    }

    public Call register() {
        long number = numbers.incrementAndGet();
        return command(
                "POST",
                at.customers() + "/customers",
                new JsonObject()
                        .put("firstName", "Ada")
                        .put("lastName", "Miller " + number)
                        .put("email", "ada-" + run + "-" + number + "@example.com"));
    }

    public Call rename(String customer, String lastName) {
        return command(
                "PUT",
                at.customers() + "/customers/" + customer + "/name",
                new JsonObject().put("firstName", "Ada").put("lastName", lastName));
    }

    public Call addProduct() {
        long number = numbers.incrementAndGet();
        return command(
                "POST",
                at.catalog() + "/products",
                new JsonObject()
                        .put("sku", "LOAD-" + run + "-" + number)
                        .put("title", "Flour, sack " + number)
                        .put("category", "load-" + run)
                        .put("price", price(100 + number % 900)));
    }

    public Call reprice(String product, long cents) {
        return command("PUT", at.catalog() + "/products/" + product + "/price", price(cents));
    }

    private static JsonObject price(long cents) {
        return new JsonObject().put("amount", cents).put("currency", CURRENCY);
    }

    public Call receive(String product, int units) {
        return command(
                "POST", at.inventory() + "/stock/" + product + "/receipts", new JsonObject().put("quantity", units));
    }

    public Call place(String customer, String product, int units) {
        JsonObject line = new JsonObject().put("productId", product).put("quantity", units);
        return command(
                "POST",
                at.orders() + "/orders",
                new JsonObject().put("customerId", customer).put("lines", new JsonArray().add(line)));
    }

    private Call command(String method, String url, JsonObject body) {
        return new Call(method, url, body.encode(), "load-" + run + "-" + numbers.incrementAndGet());
    }

    public Call customer(String id) {
        return Call.get(at.query() + "/customers/" + id);
    }

    public Call ordersOf(String customer, int limit, String cursor) {
        String next = cursor.isEmpty() ? "" : "&cursor=" + cursor;
        return Call.get(at.query() + "/customers/" + customer + "/orders?limit=" + limit + next);
    }

    public Call order(String id) {
        return Call.get(at.query() + "/orders/" + id);
    }

    public Call product(String id) {
        return Call.get(at.query() + "/products/" + id);
    }

    /** Products of this run's category by price, a page of 20. */
    public Call search() {
        return Call.get(at.query() + "/products?category=load-" + run + "&inStock=true&sort=price&limit=20");
    }

    public Call bestSellers() {
        return Call.get(at.query() + "/sales/products?limit=10");
    }

    /** How far the read models are. */
    public Call projections() {
        return Call.get(at.query() + "/projections");
    }
}
