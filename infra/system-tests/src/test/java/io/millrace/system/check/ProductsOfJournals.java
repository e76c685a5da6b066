package io.millrace.system.check;

import io.millrace.contracts.CatalogEvent.ProductAdded;
import io.millrace.contracts.CatalogEvent.ProductDiscontinued;
import io.millrace.contracts.CatalogEvent.ProductRepriced;
import io.millrace.contracts.CatalogEvent.ProductRevised;
import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.InventoryEvent;
import io.millrace.contracts.Money;
import io.millrace.contracts.OrderEvent.OrderCancelled;
import io.millrace.contracts.OrderEvent.OrderConfirmed;
import io.millrace.contracts.OrderEvent.OrderLine;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the list of products must show, folded from the journals in the plainest way there is. */
final class ProductsOfJournals {

    private final Map<String, JsonObject> products = new TreeMap<>();
    private final Map<String, Long> available = new HashMap<>();
    private final Map<String, Long> sold = new HashMap<>();

    ProductsOfJournals(Journals journals) {
        journals.forEach("catalog", this::product);
        journals.forEach("inventory", this::stock);
        journals.forEach("orders", this::order);
    }

    private void product(EventEnvelope envelope, Event event) {
        if (event instanceof ProductAdded added) {
            products.put(
                    added.productId(),
                    new JsonObject()
                            .put("id", added.productId())
                            .put("sku", added.sku())
                            .put("title", added.title())
                            .put("category", added.category())
                            .put("price", shown(added.price()))
                            .put("status", "ACTIVE"));
        } else if (event instanceof ProductRevised revised) {
            of(revised.productId()).put("title", revised.title()).put("category", revised.category());
        } else if (event instanceof ProductRepriced repriced) {
            of(repriced.productId()).put("price", shown(repriced.price()));
        } else if (event instanceof ProductDiscontinued discontinued) {
            of(discontinued.productId()).put("status", "DISCONTINUED");
        }
    }

    private void stock(EventEnvelope envelope, Event event) {
        InventoryEvent stock = (InventoryEvent) event;
        available.put(stock.productId(), stock.onHand() - stock.reserved());
    }

    private void order(EventEnvelope envelope, Event event) {
        if (event instanceof OrderConfirmed confirmed) {
            count(confirmed.lines(), 1);
        } else if (event instanceof OrderCancelled cancelled && cancelled.confirmedAt() != null) {
            count(cancelled.lines(), -1);
        }
    }

    private void count(List<OrderLine> lines, int times) {
        lines.forEach(line -> sold.merge(line.productId(), (long) line.quantity() * times, Long::sum));
    }

    private JsonObject of(String id) {
        return products.computeIfAbsent(id, unknown -> {
            throw new AssertionError("no product " + unknown);
        });
    }

    String title(String id) {
        return of(id).getString("title");
    }

    /** Cheapest first. */
    List<JsonObject> list() {
        return products.values().stream()
                .map(product -> withCounters(product, product.getString("id")))
                .sorted(Comparator.comparing((JsonObject product) ->
                                product.getJsonObject("price").getLong("amount"))
                        .thenComparing(product -> product.getString("id")))
                .toList();
    }

    private JsonObject withCounters(JsonObject product, String id) {
        long units = available.getOrDefault(id, 0L);
        return product.copy()
                .put("available", units)
                .put("inStock", units > 0)
                .put("unitsSold", sold.getOrDefault(id, 0L));
    }

    private static JsonObject shown(Money money) {
        return new JsonObject().put("amount", money.amount()).put("currency", money.currency());
    }
}
