package io.millrace.query;

import io.millrace.contracts.CatalogEvent.ProductAdded;
import io.millrace.contracts.CatalogEvent.ProductDiscontinued;
import io.millrace.contracts.CatalogEvent.ProductRevised;
import io.millrace.contracts.Event;
import io.millrace.contracts.InventoryEvent.StockReceived;
import io.millrace.contracts.InventoryEvent.StockReserved;
import io.millrace.contracts.Money;
import io.millrace.contracts.OrderEvent.OrderConfirmed;
import io.millrace.contracts.OrderEvent.OrderLine;
import io.vertx.core.json.JsonObject;
import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A product as it is in the end, of few words, prices and numbers, so that many are alike. */
record RandomProduct(
        String id,
        String title,
        String description,
        String category,
        Map<String, Object> attributes,
        Money price,
        boolean discontinued,
        int available,
        int sold) {

    private static final List<String> WORDS = List.of(
            "oak", "OAK", "Öak", "oaken", "iron", "Eisen", "éclair", "Eclairs", "table", "Tablet", "10", "100", "mill");
    private static final List<String> CATEGORIES = List.of("Tools", "Küche", "tools & more");
    private static final List<String> CURRENCIES = List.of("EUR", "EUR", "USD");

    static RandomProduct of(Random random) {
        return new RandomProduct(
                Story.id(),
                text(random, 1 + random.nextInt(2)),
                text(random, random.nextInt(3)),
                one(random, CATEGORIES),
                random.nextBoolean()
                        ? Map.of()
                        : Map.of(text(random, 1), List.of(text(random, 1), random.nextInt(120))),
                new Money(random.nextInt(6), one(random, CURRENCIES)),
                random.nextInt(5) == 0,
                random.nextInt(3),
                random.nextInt(4));
    }

    /** Events of which this product comes, in a possible order. */
    List<Event> events(Random random) {
        List<Event> catalog = new ArrayList<>();
        if (random.nextBoolean()) {
            catalog.add(new ProductAdded(id, id, "Former oak", null, "Tools", price, Map.of("oak", "oak")));
            catalog.add(new ProductRevised(id, title, description, category, attributes));
        } else {
            catalog.add(new ProductAdded(id, id, title, description, category, price, attributes));
        }
        if (discontinued) {
            catalog.add(new ProductDiscontinued(id));
        }
        List<Event> others = new ArrayList<>();
        if (available > 0 || random.nextBoolean()) {
            others.add(new StockReceived(id, 3, 3, 0));
            others.add(new StockReserved(id, Story.id(), 3 - available, 3, 3 - available));
        }
        if (sold > 0) {
            OrderLine line = new OrderLine(id, sold, price);
            others.add(new OrderConfirmed(Story.id(), Story.id(), List.of(line), price, Instant.EPOCH));
        }
        List<List<Event>> parts = new ArrayList<>(List.of(catalog, others));
        Collections.shuffle(parts, random);
        return parts.stream().flatMap(List::stream).toList();
    }

    /** As the list is to show it. */
    JsonObject summary() {
        return new JsonObject()
                .put("id", id)
                .put("sku", id)
                .put("title", title)
                .put("category", category)
                .put(
                        "price",
                        new JsonObject().put("amount", (int) price.amount()).put("currency", price.currency()))
                .put("status", discontinued ? "DISCONTINUED" : "ACTIVE")
                .put("available", available)
                .put("inStock", available > 0)
                .put("unitsSold", sold);
    }

    Stream<String> words() {
        return Stream.of(title, description, category, attributes.toString())
                .flatMap(text -> Stream.of(plain(text).split("[^a-z0-9]+")));
    }

    /** Enough for the words used here. */
    static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("[\\u0300-\\u036f]", "")
                .toLowerCase(Locale.ROOT);
    }

    static String one(Random random, List<String> values) {
        return values.get(random.nextInt(values.size()));
    }

    static String word(Random random) {
        return one(random, WORDS);
    }

    static String category(Random random) {
        return one(random, CATEGORIES);
    }

    private static String text(Random random, int words) {
        return String.join(
                random.nextBoolean() ? " " : ", ",
                IntStream.range(0, words).mapToObj(i -> word(random)).toList());
    }
}
