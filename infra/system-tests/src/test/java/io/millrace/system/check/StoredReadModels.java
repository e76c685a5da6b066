package io.millrace.system.check;

import com.mongodb.ConnectionString;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bson.Document;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * The documents of the generations that answer, read from the store itself, in the form in which {@link ReadModelsOfJournals}
 * has them. Blocks.
 */
final class StoredReadModels implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final MongoClient client;
    private final MongoDatabase database;

    /** @param uri of the query service's database, credentials included */
    StoredReadModels(String uri) {
        ConnectionString connection = new ConnectionString(uri);
        client = MongoClients.create(connection);
        database = client.getDatabase(String.valueOf(connection.getDatabase()));
    }

    List<JsonObject> customers() {
        return documents("customer-profile", "customers", StoredReadModels::customer);
    }

    List<JsonObject> orders() {
        return documents("order-history", "orders", StoredReadModels::order);
    }

    List<JsonObject> days() {
        return documents("sales-by-day", "days", StoredReadModels::day).stream()
                .filter(day -> day.getLong("ordersConfirmed") > 0)
                .toList();
    }

    List<JsonObject> products() {
        return documents("products", "products", StoredReadModels::product);
    }

    List<JsonObject> bestSellers() {
        return documents("best-sellers", "products", StoredReadModels::sold).stream()
                .filter(product -> product.getLong("units") > 0)
                .toList();
    }

    /** The dead letters of all read models and generations. */
    List<JsonObject> deadLetters() {
        return all(database.listCollectionNames()).stream()
                .filter(name -> name.endsWith(".dead-letters"))
                .flatMap(name -> all(database.getCollection(name).find()).stream())
                .map(StoredReadModels::json)
                .toList();
    }

    private List<JsonObject> documents(String projection, String set, Function<JsonObject, JsonObject> shape) {
        String collection = projection + ".g" + live(projection) + "." + set;
        List<JsonObject> stored = all(database.getCollection(collection).find()).stream()
                .map(StoredReadModels::json)
                .toList();
        stored.stream()
                .filter(document -> document.containsKey("parked") || document.containsKey("placeholder"))
                .findFirst()
                .ifPresent(parked -> {
                    throw new AssertionError("parked in " + collection + ": " + parked);
                });
        return stored.stream().map(shape).toList();
    }

    private int live(String projection) {
        return all(database.getCollection("projections").find(new Document("_id", projection)))
                .get(0)
                .getInteger("live");
    }

    private static <T> List<T> all(Publisher<T> found) {
        return Flux.from(found).collectList().blockOptional(PATIENCE).orElseThrow();
    }

    private static JsonObject json(Document document) {
        return new JsonObject(document.toJson());
    }

    private static JsonObject customer(JsonObject stored) {
        return pick(stored, "firstName", "lastName", "email", "status")
                .put("id", stored.getString("_id"))
                .put("ordersPlaced", stored.getLong("ordersPlaced", 0L))
                .put("ordersConfirmed", stored.getLong("ordersConfirmed", 0L))
                .put("totalSpent", byCurrency(stored.getJsonObject("spent", new JsonObject())))
                .put("lastOrderAt", stored.containsKey("lastOrderAt") ? time(stored, "lastOrderAt") : null);
    }

    private static JsonObject order(JsonObject stored) {
        JsonArray lines = new JsonArray();
        each(stored, "lines", line -> lines.add(pick(line, "productId", "title", "quantity", "unitPrice")));
        JsonArray timeline = new JsonArray();
        each(stored, "timeline", step -> timeline.add(step.copy().put("at", time(step, "at"))));
        return pick(stored, "customerId", "customerName", "status", "total")
                .put("id", stored.getString("_id"))
                .put("placedAt", time(stored, "placedAt"))
                .put("lines", lines)
                .put("timeline", timeline);
    }

    private static JsonObject day(JsonObject stored) {
        return pick(stored, "day", "currency", "ordersConfirmed", "units")
                .put("revenue", money(stored.getLong("revenue"), stored.getString("currency")));
    }

    private static JsonObject product(JsonObject stored) {
        return pick(stored, "sku", "title", "category", "status", "inStock")
                .put("id", stored.getString("_id"))
                .put("price", money(stored.getLong("price"), stored.getString("currency")))
                .put("available", stored.getLong("available", 0L))
                .put("unitsSold", stored.getLong("sold", 0L));
    }

    private static JsonObject sold(JsonObject stored) {
        return pick(stored, "title")
                .put("productId", stored.getString("_id"))
                .put("units", stored.getLong("units", 0L))
                .put("revenue", byCurrency(stored.getJsonObject("revenue", new JsonObject())));
    }

    private static void each(JsonObject holder, String field, Consumer<JsonObject> action) {
        holder.getJsonArray(field).forEach(part -> action.accept((JsonObject) part));
    }

    private static JsonObject pick(JsonObject stored, String... fields) {
        JsonObject picked = new JsonObject();
        for (String field : fields) {
            picked.put(field, stored.getValue(field));
        }
        return picked;
    }

    private static String time(JsonObject stored, String field) {
        return Instant.parse(stored.getString(field)).toString();
    }

    private static JsonArray byCurrency(JsonObject amounts) {
        JsonArray all = new JsonArray();
        new TreeSet<>(amounts.fieldNames()).forEach(currency -> all.add(money(amounts.getLong(currency), currency)));
        return all;
    }

    private static JsonObject money(long amount, String currency) {
        return new JsonObject().put("amount", amount).put("currency", currency);
    }

    @Override
    public void close() {
        client.close();
    }
}
