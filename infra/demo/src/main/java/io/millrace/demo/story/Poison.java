package io.millrace.demo.story;

import io.millrace.contracts.ConsistencyToken;
import io.millrace.demo.smoke.Answer;
import io.millrace.demo.smoke.Client;
import io.millrace.demo.smoke.Difference;
import io.millrace.demo.smoke.Endpoints;
import io.millrace.demo.smoke.Patience;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * The scene of orders whose total is more than a total can hold: the event is parked where it does not fit, all else flows, and
 * it is taken in when it does fit. In a currency of its own, so that nobody else's totals come near.
 */
final class Poison {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** The models that add amounts up. */
    private static final List<String> SUMS = List.of("customer-profile", "sales-by-day", "best-sellers");

    private static final long PRICE = 9_000_000_000_000_000L;
    /** Eight such orders fit into a total, nine don't. */
    private static final int QUANTITY = 120;

    private static final int THAT_FIT = 8;

    /** @param partition of the journal of orders */
    private record Order(String id, String partition) {}

    private final Endpoints at;
    private final Client client;
    private final Stage stage;
    private final Shoppers shoppers;
    private final String currency =
            String.format("X%c%c", 'A' + new Random().nextInt(26), 'A' + new Random().nextInt(26));

    Poison(Endpoints at, Client client, Stage stage, Shoppers shoppers) {
        this.at = at;
        this.client = client;
        this.stage = stage;
        this.shoppers = shoppers;
    }

    void tell() {
        stage.scene("An event that cannot be taken in is parked, and stops nobody else");
        String customer = id(send(
                "/customers",
                new JsonObject()
                        .put("firstName", "Croesus")
                        .put("lastName", "of Lydia")
                        .put("email", UUID.randomUUID() + "@example.com")));
        String palace = id(send(
                "/products",
                new JsonObject()
                        .put("sku", "PALACE-" + UUID.randomUUID().toString().substring(0, 8))
                        .put("title", "Palace")
                        .put("category", "real estate")
                        .put("price", new JsonObject().put("amount", PRICE).put("currency", currency))));
        send("/stock/" + palace + "/receipts", new JsonObject().put("quantity", QUANTITY * (THAT_FIT + 1)))
                .expect(200);
        List<Order> fitting = new ArrayList<>();
        for (int i = 0; i < THAT_FIT; i++) {
            fitting.add(order(customer, palace));
        }
        fitting.forEach(order ->
                await("/orders/" + order.id(), seen -> seen.getString("status").equals("CONFIRMED")));
        SUMS.forEach(name -> awaitLetters(name, letters -> letters == 0));
        stage.say("Croesus has ordered for %d %s", PRICE * QUANTITY * THAT_FIT, currency);
        Order excess = order(customer, palace);
        stage.say("POST /orders   201: one more order, and its total does not fit into 64 bits");
        SUMS.forEach(name -> awaitLetters(name, letters -> letters == 1));
        JsonObject letter = client.get(at.query() + "/projections/customer-profile/dead-letters")
                .expect(200)
                .items()
                .get(0);
        stage.say("GET /projections/customer-profile/dead-letters");
        stage.say("  event     %s", letter.getJsonObject("event").getString("type"));
        stage.say("  document  %s", letter.getString("document"));
        stage.say("  error     %s", letter.getString("error").replaceAll(" at .*", ""));
        shoppers.awaitOrders(20);
        stage.say("20 more orders meanwhile, of everybody else");
        stage.say("");
        JsonObject inVain = resubmit("customer-profile");
        stage.say(
                "POST /projections/customer-profile/dead-letters/resubmit   %s: nothing has changed", inVain.encode());
        Order other = fitting.stream()
                .filter(order -> !order.partition().equals(excess.partition()))
                .findFirst()
                .orElseThrow(() -> new Difference("Partitions of 9 orders", "at least two", excess.partition()));
        cancel(other);
        SUMS.forEach(name -> awaitLetters(name, letters -> letters == 2));
        stage.say("POST /orders/.../cancellation   200: he cancels another one; that waits behind the first letter");
        SUMS.forEach(name -> {
            JsonObject done =
                    Patience.until(LIMIT, answer -> answer.getInteger("remaining") == 0, () -> resubmit(name));
            stage.say("POST /projections/%s/dead-letters/resubmit   %s", name, done.encode());
            awaitLetters(name, letters -> letters == 0);
        });
        fitting.stream().filter(order -> !order.equals(other)).forEach(this::cancel);
        cancel(excess);
        await("/customers/" + customer, seen -> seen.getInteger("ordersConfirmed") == 0);
        stage.say(
                "He cancels the rest: %s",
                client.get(at.query() + "/customers/" + customer)
                        .expect(200)
                        .body()
                        .getJsonArray("totalSpent")
                        .encode());
    }

    private Order order(String customer, String product) {
        JsonObject line = new JsonObject().put("productId", product).put("quantity", QUANTITY);
        Answer answer = send(
                        "/orders", new JsonObject().put("customerId", customer).put("lines", new JsonArray().add(line)))
                .expect(201);
        String partition = ConsistencyToken.parse(answer.token())
                .positions()
                .keySet()
                .iterator()
                .next();
        return new Order(answer.body().getString("id"), partition);
    }

    private void cancel(Order order) {
        send("/orders/" + order.id() + "/cancellation", new JsonObject().put("reason", "too dear"))
                .expect(200);
    }

    private Answer send(String path, JsonObject body) {
        String key = UUID.randomUUID().toString();
        return Shoppers.acknowledged(() -> client.post(at.orders() + path, body, Shoppers.key(key)));
    }

    private static String id(Answer answer) {
        return answer.expect(201).body().getString("id");
    }

    /** Asked of the instance that does not write, it may meet the other one's write, and is asked again. */
    private JsonObject resubmit(String projection) {
        String url = at.query() + "/projections/" + projection + "/dead-letters/resubmit";
        return Shoppers.acknowledged(() -> client.post(url)).expect(200).body();
    }

    private void awaitLetters(String projection, Predicate<Integer> number) {
        await("/projections/" + projection, seen -> number.test(seen.getInteger("deadLetters")));
    }

    private void await(String path, Predicate<JsonObject> like) {
        JsonObject last = Patience.until(LIMIT, seen -> !seen.isEmpty() && like.test(seen), () -> {
            Answer answer = client.getSoon(at.query() + path);
            return answer.status() == 200 ? answer.body() : new JsonObject();
        });
        if (last.isEmpty() || !like.test(last)) {
            throw new Difference("GET " + path, "soon as it must be", last.encode());
        }
    }
}
