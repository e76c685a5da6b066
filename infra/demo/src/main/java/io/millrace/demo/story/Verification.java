package io.millrace.demo.story;

import static io.millrace.demo.smoke.Difference.check;

import io.millrace.demo.smoke.Client;
import io.millrace.demo.smoke.Commands;
import io.millrace.demo.smoke.Difference;
import io.millrace.demo.smoke.Endpoints;
import io.millrace.demo.smoke.Ledger;
import io.millrace.demo.smoke.Patience;
import io.millrace.demo.smoke.ReadModels;
import io.millrace.demo.smoke.SentOrder.Status;
import io.millrace.demo.smoke.Stock;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether everything that was acknowledged is there, once, and every read model is what the owners' journals make of it. */
final class Verification {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Client client;
    private final Endpoints at;
    private final Ledger ledger;
    private final Stage stage;

    Verification(Client client, Endpoints at, Ledger ledger, Stage stage) {
        this.client = client;
        this.at = at;
        this.ledger = ledger;
        this.stage = stage;
    }

    /** @throws Difference at the first thing that is not as it must be */
    void all() {
        awaitReadModels();
        outcomes();
        stage.say(
                "%d orders acknowledged: %d confirmed, %d shipped since",
                ledger.orders().size(),
                ledger.ordersThatAre(Status.CONFIRMED).size(),
                ledger.ordersThatAre(Status.SHIPPED).size());
        Stock stock = new Stock(new Commands(client, at, ledger), ledger);
        ledger.products().forEach(stock::addsUp);
        stage.say(
                "inventory's counters of %d products add up to the unit",
                ledger.products().size());
        ReadModels models = new ReadModels(client, ledger, at.query());
        stage.say("as acknowledged: %s; %s; %s", models.profiles(), models.histories(), models.productPages());
        journals();
    }

    /** Every read model shows what was acknowledged, and nothing is parked. */
    private void awaitReadModels() {
        String customer = ledger.customers().get(0).id();
        for (String question :
                List.of("/customers/" + customer, "/customers/" + customer + "/orders", "/products", "/sales/days")) {
            Patience.until(LIMIT, answer -> answer.status() == 200, () -> client.getSoon(at.query() + question))
                    .expect(200);
        }
        for (String name : names()) {
            JsonObject projection = projection(name);
            check("State of " + name, "running", projection.getString("state"));
            check("Dead letters of " + name, 0, projection.getInteger("deadLetters"));
        }
    }

    private void outcomes() {
        ledger.ordersThatAre(Status.PLACED).forEach(order -> {
            String status = Patience.until(
                    LIMIT,
                    last -> !last.equals("PLACED"),
                    () -> client.get(at.query() + "/orders/" + order.id())
                            .expect(200)
                            .body()
                            .getString("status"));
            check("Status of order " + order.id(), "CONFIRMED", status);
            ledger.changeOrder(order.id(), before -> before.with(Status.CONFIRMED));
        });
    }

    /** The query service folds the owners' journals anew and compares, all read models at the same time. */
    private void journals() {
        Map<String, String> former = new LinkedHashMap<>();
        for (String name : names()) {
            former.put(name, verification(projection(name)).getString("startedAt", "never"));
            client.post(at.query() + "/projections/" + name + "/verify").expect(202);
        }
        former.forEach((name, before) -> {
            JsonObject projection = Patience.whileItGetsOn(
                    LIMIT,
                    now -> isOver(now, before),
                    now -> Generations.folded(now, "verifying"),
                    () -> projection(name));
            JsonObject seen = verification(projection);
            if (!isOver(projection, before)) {
                throw new Difference(
                        "Verification of " + name,
                        "an end, or to get on within 2 minutes",
                        projection.getJsonArray("generations").encode());
            }
            check("Documents of " + name + " that differ", 0, seen.getInteger("differing"));
            check("Documents of " + name + " that are not settled", 0, seen.getInteger("unsettled"));
            stage.say(
                    "%-17s %6d documents compared with the journals, %d differ",
                    name, seen.getInteger("documents"), seen.getInteger("differing"));
        });
    }

    private static boolean isOver(JsonObject projection, String former) {
        JsonObject verification = verification(projection);
        return verification.getString("finishedAt") != null && !former.equals(verification.getString("startedAt"));
    }

    private static JsonObject verification(JsonObject projection) {
        return projection.getJsonObject("verification", new JsonObject());
    }

    private List<String> names() {
        return client.get(at.query() + "/projections").expect(200).items().stream()
                .map(projection -> projection.getString("name"))
                .toList();
    }

    private JsonObject projection(String name) {
        return client.get(at.query() + "/projections/" + name).expect(200).body();
    }
}
