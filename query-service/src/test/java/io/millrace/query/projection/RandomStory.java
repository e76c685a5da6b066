package io.millrace.query.projection;

import io.millrace.contracts.CatalogEvent.ProductAdded;
import io.millrace.contracts.CatalogEvent.ProductDiscontinued;
import io.millrace.contracts.CatalogEvent.ProductRepriced;
import io.millrace.contracts.CatalogEvent.ProductRevised;
import io.millrace.contracts.CustomerEvent.CustomerClosed;
import io.millrace.contracts.CustomerEvent.CustomerEmailChanged;
import io.millrace.contracts.CustomerEvent.CustomerRegistered;
import io.millrace.contracts.CustomerEvent.CustomerRenamed;
import io.millrace.contracts.Event;
import io.millrace.contracts.Money;
import io.millrace.contracts.OrderEvent.OrderCancelled;
import io.millrace.contracts.OrderEvent.OrderConfirmed;
import io.millrace.contracts.OrderEvent.OrderLine;
import io.millrace.contracts.OrderEvent.OrderPlaced;
import io.millrace.contracts.OrderEvent.OrderRejected;
import io.millrace.contracts.OrderEvent.OrderShipped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A story that could have happened: customers come and change, products and stock too, orders take some legal course. */
final class RandomStory {

    private final Random random;
    private final Journals journals;
    private final List<String> customers = new ArrayList<>();
    private final List<String> products = new ArrayList<>();
    private final List<OrderPlaced> open = new ArrayList<>();
    private final Map<String, Instant> confirmed = new HashMap<>();
    private final RandomStock stock;
    private Instant now = Instant.parse("2026-11-20T20:00:00.123456Z");
    private int count;

    private RandomStory(Random random) {
        this.random = random;
        this.stock = new RandomStock(random);
        this.journals = new Journals(1 + random.nextInt(4));
    }

    static Journals tell(Random random, int length) {
        RandomStory story = new RandomStory(random);
        story.register();
        story.addProduct();
        for (int i = 0; i < length; i++) {
            story.goOn();
        }
        return story.journals;
    }

    private void goOn() {
        switch (random.nextInt(14)) {
            case 0 -> register();
            case 1 -> addProduct();
            case 2 -> happened(new CustomerRenamed(one(customers), "First " + count, "Last " + count));
            case 3 -> happened(new CustomerEmailChanged(one(customers), "New" + count + "@Example.com"));
            case 4 -> happened(new ProductRevised(one(products), "Title " + count, null, "tools", attributes()));
            case 5 ->
                happened(
                        random.nextInt(5) == 0
                                ? new ProductDiscontinued(one(products))
                                : new ProductRepriced(one(products), money(random.nextInt(900))));
            case 6 -> happened(stock.move(random.nextInt(5) == 0 ? "product-" + (count + 1) : one(products), "order"));
            case 7 -> happened(random.nextInt(5) == 0 ? new CustomerClosed(one(customers)) : place());
            case 8, 9 -> happened(place());
            default -> advanceAnOrder();
        }
    }

    private void register() {
        customers.add("customer-" + ++count);
        happened(new CustomerRegistered("customer-" + count, "First", "Last " + count, "C" + count + "@example.com"));
    }

    private void addProduct() {
        products.add("product-" + ++count);
        happened(new ProductAdded(
                "product-" + count,
                "sku-" + count,
                "Title " + count,
                random.nextBoolean() ? null : "Text " + count,
                "tools",
                money(100),
                attributes()));
    }

    private Map<String, Object> attributes() {
        return random.nextBoolean() ? Map.of() : Map.of("$date", Map.of("a.b", random.nextInt(9)));
    }

    private OrderPlaced place() {
        List<OrderLine> lines = new ArrayList<>();
        String currency = random.nextInt(4) == 0 ? "USD" : "EUR";
        long total = 0;
        for (int i = random.nextInt(4); i >= 0; i--) {
            OrderLine line =
                    new OrderLine(one(products), 1 + random.nextInt(3), new Money(random.nextInt(500), currency));
            lines.add(line);
            total += line.quantity() * line.unitPrice().amount();
        }
        OrderPlaced placed = new OrderPlaced("order-" + ++count, one(customers), lines, new Money(total, currency));
        open.add(placed);
        return placed;
    }

    private void advanceAnOrder() {
        if (open.isEmpty()) {
            return;
        }
        OrderPlaced order = open.remove(random.nextInt(open.size()));
        @Nullable Instant confirmedAt = confirmed.get(order.orderId());
        int choice = random.nextInt(3);
        if (choice == 0) {
            happened(new OrderCancelled(
                    order.orderId(), order.customerId(), order.lines(), order.total(), "changed my mind", confirmedAt));
        } else if (confirmedAt != null) {
            happened(new OrderShipped(
                    order.orderId(), order.customerId(), order.lines(), order.total(), "carrier", null));
        } else if (choice == 1) {
            happened(new OrderRejected(
                    order.orderId(), order.customerId(), order.lines(), order.total(), List.of("product-2")));
        } else {
            confirmed.put(order.orderId(), now);
            open.add(order);
            happened(new OrderConfirmed(order.orderId(), order.customerId(), order.lines(), order.total(), now));
        }
    }

    private void happened(Event event) {
        journals.happened(now, event);
        now = now.plus(Duration.ofMinutes(random.nextInt(90)));
    }

    private String one(List<String> ids) {
        return ids.get(random.nextInt(ids.size()));
    }

    private static Money money(long amount) {
        return new Money(amount, "EUR");
    }
}
