package io.millrace.loadtest.shop;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * What the shop has acknowledged to the clients of a run, and which commands got no answer. Takes some 20 bytes for each customer
 * and each order. Thread-safe.
 */
public final class Ledger {

    /** Beyond as many the check says that it cannot tell. */
    private static final int MOST_UNANSWERED = 200_000;

    /**
     * A command that may have been done or not.
     *
     * @param acknowledged what to do with the answer when it comes after all
     */
    record Unanswered(Call call, Consumer<JsonObject> acknowledged) {}

    private final Ids customers = new Ids();
    private final Ids products = new Ids();
    private final Orders orders = new Orders();
    private final List<Product> stocked = new CopyOnWriteArrayList<>();
    private final List<Unanswered> unanswered = new ArrayList<>();
    private volatile int known;
    private long forgotten;

    /** A customer was registered. @return its number */
    public int registered(String id) {
        return customers.add(id);
    }

    /** How many customers there are. */
    public int customers() {
        return customers.size();
    }

    /** All services know the customers there are now. */
    void customersAreKnown() {
        known = customers.size();
    }

    /** How many customers all services knew when the load began: those with the lowest numbers. */
    public int knownCustomers() {
        return known;
    }

    /** The id of a customer by its number. */
    public String customer(int number) {
        return customers.get(number).toString();
    }

    /** A product was added that nobody orders. */
    public void added(String id) {
        products.add(id);
    }

    /** How many products were added that nobody orders. */
    int addedProducts() {
        return products.size();
    }

    String addedProduct(int number) {
        return products.get(number).toString();
    }

    /** A product was added that is received and sold. */
    public Product stocked(String id) {
        Product product = new Product(id);
        stocked.add(product);
        return product;
    }

    /** The products that are received and sold. */
    public List<Product> stocked() {
        return stocked;
    }

    /** Stock was received. */
    public void received(Product product, long units) {
        product.receive(units);
    }

    /** An order was placed by a customer. */
    public void placed(String id, int customer) {
        orders.add(id, customer);
    }

    /** Orders by customer. */
    Orders.ByCustomer ordersByCustomer() {
        return orders.byCustomer(customers.size());
    }

    /** How many orders were placed. */
    public int orders() {
        return orders.size();
    }

    /** A command got no answer that says whether it was done. */
    public synchronized void unanswered(Call call, Consumer<JsonObject> acknowledged) {
        if (unanswered.size() < MOST_UNANSWERED) {
            unanswered.add(new Unanswered(call, acknowledged));
        } else {
            forgotten++;
        }
    }

    /** Takes them out. */
    synchronized List<Unanswered> takeUnanswered() {
        List<Unanswered> all = List.copyOf(unanswered);
        unanswered.clear();
        return all;
    }

    /** How many there were beyond those that could be kept. */
    synchronized long forgotten() {
        return forgotten;
    }
}
