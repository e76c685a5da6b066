package io.millrace.demo.story;

import io.millrace.contracts.Money;
import io.millrace.demo.smoke.Answer;
import io.millrace.demo.smoke.Client;
import io.millrace.demo.smoke.Difference;
import io.millrace.demo.smoke.Endpoints;
import io.millrace.demo.smoke.Ledger;
import io.millrace.demo.smoke.Patience;
import io.millrace.demo.smoke.SentCustomer;
import io.millrace.demo.smoke.SentOrder;
import io.millrace.demo.smoke.SentOrder.Item;
import io.millrace.demo.smoke.SentProduct;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Predicate;

/** Why one would want all this: what goes on while each part in turn is taken away. */
final class Tale {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String REBUILT = "order-history";

    private final Endpoints at;
    private final Stage stage;
    private final Client client = new Client();
    private final Ledger ledger = new Ledger();
    private final Shoppers shoppers;
    private final SentCustomer ada;
    private final SentProduct flour;

    private Tale(Endpoints at, Stage stage) {
        this.at = at;
        this.stage = stage;
        this.shoppers = new Shoppers(client, at, ledger);
        stage.scene("One question, answered by one query, over what four services own");
        this.ada = shoppers.register("Ada", "King");
        this.flour = shoppers.offer("Stone-ground flour, 1 kg", new Money(349, "EUR"), 1000);
    }

    /** @throws Difference at the first thing that is not as it must be */
    static void tell(Endpoints at, Stage stage) {
        new Tale(at, stage).tell();
    }

    private void tell() {
        long begin = System.nanoTime();
        oneQuestion();
        try (shoppers) {
            shoppers.open();
            shoppers.start();
            stage.say("");
            stage.say("From now on shoppers register, order, ship and ask, all the time.");
            withoutADatabase();
            anotherStructure();
            withoutTheBroker();
            withoutAnInstance();
            rebuilt();
            new Poison(at, client, stage, shoppers).tell();
            stage.scene("Was anything lost?");
            shoppers.close();
            shoppers.checkNothingFailed();
            stage.say(
                    "The shoppers have stopped: %d orders and %d registrations acknowledged, %d questions answered",
                    shoppers.ordered(), shoppers.registered(), shoppers.asked());
        }
        new Verification(client, at, ledger, stage).all();
        stage.say("");
        stage.say("Nothing was lost, nothing came twice. Told in %d s", (System.nanoTime() - begin) / 1_000_000_000);
    }

    private void oneQuestion() {
        SentOrder order = order(3);
        JsonObject seen = shown(order, answer -> is(answer, "CONFIRMED"));
        stage.say("GET /orders/%s", order.id());
        part("customerName", seen.getValue("customerName"), "customers has registered her");
        part("title", seen.getJsonArray("lines").getJsonObject(0).getValue("title"), "catalog has added it");
        part("total", seen.getJsonObject("total").encode(), "orders has taken her order, at the price it knows");
        part("status", seen.getValue("status"), "inventory has reserved it, and orders has heard");
        JsonObject page = get("/products/" + flour.id());
        stage.say("GET /products/%s", flour.id());
        part("available", page.getValue("available"), "of 1000 that inventory has received");
    }

    private void part(String name, Object value, String why) {
        stage.say("  %-13s %-36s %s", name, value, why);
    }

    private void withoutADatabase() {
        stage.scene("The database of customers is stopped; orders go on");
        stage.ask("stop customers-postgres");
        shoppers.slowestOrder();
        JsonObject grace = new JsonObject()
                .put("firstName", "Grace")
                .put("lastName", "Hopper")
                .put("email", UUID.randomUUID() + "@example.com");
        String[] key = Shoppers.key(UUID.randomUUID().toString());
        Answer refused = client.post(at.customers() + "/customers", grace, key);
        if (refused.status() != 503) {
            throw new Difference("POST /customers without a database", 503, refused.status());
        }
        stage.say("POST /customers         %d %s", refused.status(), refused.problem());
        stage.say("POST /orders for Ada    201 %s: orders knows her from events, and asks nobody", order(1).id());
        stage.say(
                "GET /customers/ada...   200 %s", get("/customers/" + ada.id()).getString("firstName"));
        shoppers.awaitOrders(30);
        stage.say("30 more orders meanwhile, the slowest took %d ms", shoppers.slowestOrder());
        stage.ask("start customers-postgres");
        Answer registered = Shoppers.acknowledged(() -> client.post(at.customers() + "/customers", grace, key));
        stage.say(
                "POST /customers         %d, the same once more by its Idempotency-Key",
                registered.expect(201).status());
    }

    private void anotherStructure() {
        stage.scene("customers renames the column of the name, and splits the e-mail, while everybody works on");
        stage.ask("columns");
        int questions = shoppers.asked();
        stage.ask("release customers-next");
        rename("Ada", "Lovelace");
        shoppers.awaitOrders(20);
        stage.ask("columns");
        stage.say(
                "%d questions were answered and 20 orders taken since: nobody else was restarted, or told",
                shoppers.asked() - questions);
        stage.say("");
        stage.say("And back, as one does when a release was no good: its columns first, then the former release");
        stage.ask("release customers");
        rename("Ada", "King-Noel");
    }

    private void rename(String firstName, String lastName) {
        JsonObject name = new JsonObject().put("firstName", firstName).put("lastName", lastName);
        String[] key = Shoppers.key(UUID.randomUUID().toString());
        Shoppers.acknowledged(() -> client.put(at.customers() + "/customers/" + ada.id() + "/name", name, key))
                .expect(200);
        ledger.changeCustomer(ada.id(), before -> before.renamed(firstName, lastName));
        String all = firstName + " " + lastName;
        SentOrder order = order(1);
        shown(order, answer -> all.equals(answer.body().getString("customerName")));
        stage.say("PUT /customers/ada.../name   200, and her orders are those of %s", all);
    }

    private void withoutTheBroker() {
        stage.scene("The broker is killed; orders are taken, and everything catches up");
        stage.ask("kill rabbitmq");
        long begin = System.nanoTime();
        shoppers.slowestOrder();
        SentOrder order = order(2);
        stage.say("POST /orders            201 %s", order.id());
        Answer now = client.getSoon(at.query() + "/orders/" + order.id());
        stage.say(
                "GET the same            %d %s",
                now.status(),
                now.status() == 200 ? "the broker was back already" : now.problem() + ", said after a second");
        shoppers.awaitOrders(20);
        stage.say("20 more orders meanwhile, the slowest took %d ms", shoppers.slowestOrder());
        stage.ask("back rabbitmq");
        shown(order, answer -> is(answer, "CONFIRMED"));
        stage.say("GET the same            200 CONFIRMED, %.1f s after the kill", (System.nanoTime() - begin) / 1e9);
    }

    private void withoutAnInstance() {
        stage.scene("A query instance is killed while somebody follows an order");
        SentOrder order = order(4);
        shown(order, answer -> is(answer, "CONFIRMED"));
        try (Follower follower = Follower.of(at.query() + "/orders/" + order.id())) {
            String first = name(follower.nextInstance());
            stage.say(
                    "GET /orders/%s as server-sent events, from %s: %s",
                    order.id(), first, follower.nextState().getString("status"));
            stage.ask("kill " + first);
            String second = name(follower.nextInstance());
            stage.say("The stream broke. The follower came again and follows %s", second);
            if (!shoppers.shipped(order)) {
                throw new Difference("Shipping a confirmed order", 200, 409);
            }
            String status = Patience.until(
                    LIMIT, "SHIPPED"::equals, () -> follower.nextState().getString("status"));
            stage.say("POST /orders/.../shipment   200; the follower hears: %s", status);
            stage.ask("back " + first);
        }
    }

    private static String name(String address) {
        try {
            for (String instance : List.of("query-1", "query-2")) {
                if (instances(instance).stream().anyMatch(known -> address.startsWith(known + ":"))) {
                    return instance;
                }
            }
        } catch (UnknownHostException e) {
            throw new Difference("Which instance is at " + address, "query-1 or query-2", e);
        }
        throw new Difference("Which instance is at " + address, "query-1 or query-2", "neither");
    }

    private static List<String> instances(String name) throws UnknownHostException {
        return Arrays.stream(InetAddress.getAllByName(name))
                .map(InetAddress::getHostAddress)
                .toList();
    }

    private void rebuilt() {
        stage.scene("A read model is rebuilt from history under traffic");
        String url = at.query() + "/projections/" + REBUILT;
        int former = get("/projections/" + REBUILT).getInteger("generation");
        int questions = shoppers.asked();
        long begin = System.nanoTime();
        int next = client.post(url + "/rebuild").expect(202).body().getInteger("generation");
        stage.say("POST /projections/%s/rebuild   202, generation %d", REBUILT, next);
        JsonObject seen = Patience.whileItGetsOn(
                LIMIT,
                projection -> projection.getInteger("generation") == next,
                projection -> Generations.folded(projection, "building"),
                () -> get("/projections/" + REBUILT));
        if (seen.getInteger("generation") != next) {
            throw new Difference("Generation that answers", next, seen.encode());
        }
        stage.say(
                "Generation %d answers after %.1f s; %d questions were answered meanwhile",
                next, (System.nanoTime() - begin) / 1e9, shoppers.asked() - questions);
        SentOrder order = order(1);
        shown(order, answer -> is(answer, "CONFIRMED"));
        client.delete(url + "/generations/" + former).expect(202);
        stage.say("DELETE /projections/%s/generations/%d   202: no way back is needed", REBUILT, former);
    }

    private SentOrder order(int quantity) {
        return shoppers.place(ada, List.of(Item.of(flour, quantity)));
    }

    /** The order when it is shown like that. */
    private JsonObject shown(SentOrder order, Predicate<Answer> like) {
        Answer last = Patience.until(
                LIMIT, like, () -> Shoppers.acknowledged(() -> client.get(at.query() + "/orders/" + order.id())));
        if (!like.test(last)) {
            throw new Difference(
                    "GET /orders/" + order.id(),
                    "soon as it must be",
                    last.body().encode());
        }
        return last.body();
    }

    private static boolean is(Answer answer, String status) {
        return status.equals(answer.body().getString("status", "").toUpperCase(Locale.ROOT));
    }

    private JsonObject get(String path) {
        return Shoppers.acknowledged(() -> client.get(at.query() + path))
                .expect(200)
                .body();
    }
}
