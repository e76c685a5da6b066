package io.millrace.demo.smoke;

import io.millrace.demo.smoke.SentOrder.Status;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;

/** What was sent, and what it must have led to. Thread-safe. */
public final class Ledger {

    private final Map<String, SentCustomer> customers = new ConcurrentSkipListMap<>();
    private final Map<String, SentProduct> products = new ConcurrentSkipListMap<>();
    private final Map<String, SentOrder> orders = new ConcurrentSkipListMap<>();

    public void add(SentCustomer customer) {
        customers.put(customer.id(), customer);
    }

    public void add(SentProduct product) {
        products.put(product.id(), product);
    }

    public void add(SentOrder order) {
        orders.put(order.id(), order);
    }

    public void changeCustomer(String id, UnaryOperator<SentCustomer> change) {
        customers.computeIfPresent(id, (key, customer) -> change.apply(customer));
    }

    public void changeProduct(String id, UnaryOperator<SentProduct> change) {
        products.computeIfPresent(id, (key, product) -> change.apply(product));
    }

    public void changeOrder(String id, UnaryOperator<SentOrder> change) {
        orders.computeIfPresent(id, (key, order) -> change.apply(order));
    }

    /** By id, which is the order of registration. */
    public List<SentCustomer> customers() {
        return List.copyOf(customers.values());
    }

    SentCustomer customer(String id) {
        SentCustomer customer = customers.get(id);
        if (customer == null) {
            throw new Difference("Whose order it is", "one of " + customers.keySet(), id);
        }
        return customer;
    }

    /** By id, which is the order in which they were added. */
    public List<SentProduct> products() {
        return List.copyOf(products.values());
    }

    /** The one with that id, which must be there; customers and orders likewise. */
    public SentProduct product(String id) {
        SentProduct product = products.get(id);
        if (product == null) {
            throw new Difference("What is ordered", "one of " + products.keySet(), id);
        }
        return product;
    }

    SentOrder order(String id) {
        SentOrder order = orders.get(id);
        if (order == null) {
            throw new Difference("An order", "one that was placed", id);
        }
        return order;
    }

    public Collection<SentOrder> orders() {
        return List.copyOf(orders.values());
    }

    List<SentOrder> ordersOf(String customerId) {
        return orders.values().stream()
                .filter(order -> order.customerId().equals(customerId))
                .toList();
    }

    /** Units of a product in orders of a status. */
    public int units(SentProduct product, Status status) {
        return ordersThatAre(status).stream()
                .mapToInt(order -> order.units(product))
                .sum();
    }

    /** Those of a status. */
    public List<SentOrder> ordersThatAre(Status status) {
        return orders.values().stream()
                .filter(order -> order.status() == status)
                .toList();
    }
}
