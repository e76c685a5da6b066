package io.millrace.demo.smoke;

import io.millrace.contracts.Money;
import io.millrace.demo.smoke.SentOrder.Item;
import io.millrace.demo.smoke.SentOrder.Status;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Predicate;

/** The commands of the story: each is sent, its answer is checked, and the ledger keeps what it must lead to. */
public final class Commands {

    private final Client client;
    private final Endpoints at;
    private final Ledger ledger;

    public Commands(Client client, Endpoints at, Ledger ledger) {
        this.client = client;
        this.at = at;
        this.ledger = ledger;
    }

    void register(String firstName, String lastName, String email) {
        Answer answer = tryRegister(firstName, lastName, email).expect(201);
        ledger.add(new SentCustomer(answer.body().getString("id"), firstName, lastName, email, false));
    }

    Answer tryRegister(String firstName, String lastName, String email) {
        return client.post(
                at.customers() + "/customers", name(firstName, lastName).put("email", email));
    }

    void rename(SentCustomer customer, String firstName, String lastName) {
        client.put(url(customer) + "/name", name(firstName, lastName)).expect(200);
        ledger.changeCustomer(customer.id(), before -> before.renamed(firstName, lastName));
    }

    void changeEmail(SentCustomer customer, String email) {
        client.put(url(customer) + "/email", new JsonObject().put("email", email))
                .expect(200);
        ledger.changeCustomer(customer.id(), before -> before.withEmail(email));
    }

    void close(SentCustomer customer) {
        client.delete(url(customer)).expect(200);
        ledger.changeCustomer(customer.id(), SentCustomer::asClosed);
    }

    /** Adds a product that must be taken. */
    public void add(NewProduct product) {
        Answer answer = tryAdd(product.asCommand()).expect(201);
        ledger.add(SentProduct.added(answer.body().getString("id"), product));
    }

    Answer tryAdd(JsonObject product) {
        return client.post(at.catalog() + "/products", product);
    }

    void revise(SentProduct product, String title, String description) {
        SentProduct revised = product.revised(title, description);
        client.put(url(product) + "/details", revised.details()).expect(200);
        ledger.changeProduct(product.id(), before -> before.revised(title, description));
    }

    void reprice(SentProduct product, Money price) {
        client.put(url(product) + "/price", SentOrder.shown(price)).expect(200);
        ledger.changeProduct(product.id(), before -> before.repriced(price));
    }

    void discontinue(SentProduct product) {
        client.delete(url(product)).expect(200);
        ledger.changeProduct(product.id(), SentProduct::asDiscontinued);
    }

    /** The product's counters after it. */
    public JsonObject receive(SentProduct product, int quantity) {
        JsonObject counters = client.post(
                        at.inventory() + "/stock/" + product.id() + "/receipts",
                        new JsonObject().put("quantity", quantity))
                .expect(200)
                .body();
        ledger.changeProduct(product.id(), before -> before.withReceived(quantity));
        return counters;
    }

    /** Orders learns of customers and products a little after their services have told: until then it is asked again. */
    SentOrder place(SentCustomer customer, List<Item> items) {
        JsonObject command = order(customer, items);
        Answer answer = Patience.until(
                        last -> !last.isProblem("unknown-customer") && !last.isProblem("unknown-product"),
                        () -> client.post(at.orders() + "/orders", command))
                .expect(201);
        SentOrder order = new SentOrder(answer.body().getString("id"), customer.id(), items, Status.PLACED);
        Difference.check(
                "Total of " + answer.request(),
                SentOrder.shown(order.total()),
                answer.body().getJsonObject("total"));
        ledger.add(order);
        return order;
    }

    /**
     * Orders units of one product, again and again until the answer will do: orders hears of what the catalog decides a
     * moment later, and goes by what it has heard until then.
     *
     * @return the last answer, and how many orders were placed
     */
    Ordered placeUntil(Predicate<Answer> good, SentCustomer customer, SentProduct product, int quantity) {
        int[] placed = {0};
        Answer last = Patience.until(good, () -> {
            Answer answer = tryPlace(customer, List.of(Item.of(product, quantity)));
            if (answer.status() == 201) {
                placed[0]++;
                Money paid = answer.paid();
                Item item = new Item(product.id(), quantity, new Money(paid.amount() / quantity, paid.currency()));
                ledger.add(new SentOrder(answer.body().getString("id"), customer.id(), List.of(item), Status.PLACED));
            }
            return answer;
        });
        return new Ordered(last, placed[0]);
    }

    record Ordered(Answer last, int placed) {}

    /** Sends an order and returns whatever the answer is. */
    public Answer tryPlace(SentCustomer customer, List<Item> items, String... headers) {
        return client.post(at.orders() + "/orders", order(customer, items), headers);
    }

    /** Cancels an order, which must be possible. */
    public void cancel(SentOrder order) {
        tryCancel(order).expect(200);
        ledger.changeOrder(order.id(), before -> before.with(Status.CANCELLED));
    }

    Answer tryCancel(SentOrder order) {
        return client.post(url(order) + "/cancellation", new JsonObject().put("reason", SentOrder.REASON));
    }

    void ship(SentOrder order) {
        tryShip(order).expect(200);
        ledger.changeOrder(order.id(), before -> before.with(Status.SHIPPED));
    }

    Answer tryShip(SentOrder order) {
        return client.post(url(order) + "/shipment", new JsonObject().put("carrier", SentOrder.CARRIER));
    }

    private String url(SentCustomer customer) {
        return at.customers() + "/customers/" + customer.id();
    }

    private String url(SentProduct product) {
        return at.catalog() + "/products/" + product.id();
    }

    private String url(SentOrder order) {
        return at.orders() + "/orders/" + order.id();
    }

    private static JsonObject name(String firstName, String lastName) {
        return new JsonObject().put("firstName", firstName).put("lastName", lastName);
    }

    private static JsonObject order(SentCustomer customer, List<Item> items) {
        return new JsonObject()
                .put("customerId", customer.id())
                .put("lines", new JsonArray(items.stream().map(Item::asCommand).toList()));
    }
}
