package io.millrace.inventory;

import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.OrderEvent.OrderCancelled;
import io.millrace.contracts.OrderEvent.OrderLine;
import io.millrace.contracts.OrderEvent.OrderPlaced;
import io.millrace.contracts.OrderEvent.OrderRejected;
import io.millrace.contracts.OrderEvent.OrderShipped;
import io.millrace.inventory.StockCommand.ReleaseStock;
import io.millrace.inventory.StockCommand.ReserveStock;
import io.millrace.inventory.StockCommand.ShipStock;
import io.millrace.kit.reaction.Policy;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What inventory does about orders: reserve what is placed, release what is rejected or cancelled, ship what is shipped. */
final class OrderPolicy implements Policy<StockCommand> {

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(OrderPlaced.class, OrderRejected.class, OrderCancelled.class, OrderShipped.class);
    }

    @Override
    public List<Directed<StockCommand>> react(Event event, EventEnvelope envelope, Instant now) {
        if (event instanceof OrderPlaced placed) {
            return quantities(placed.lines()).entrySet().stream()
                    .map(line -> new Directed<StockCommand>(
                            line.getKey(), new ReserveStock(line.getKey(), placed.orderId(), line.getValue())))
                    .toList();
        }
        if (event instanceof OrderRejected rejected) {
            return each(rejected.lines(), product -> new ReleaseStock(product, rejected.orderId()));
        }
        if (event instanceof OrderCancelled cancelled) {
            return each(cancelled.lines(), product -> new ReleaseStock(product, cancelled.orderId()));
        }
        if (event instanceof OrderShipped shipped) {
            return each(shipped.lines(), product -> new ShipStock(product, shipped.orderId()));
        }
        return List.of();
    }

    private static List<Directed<StockCommand>> each(List<OrderLine> lines, Function<String, StockCommand> command) {
        return quantities(lines).keySet().stream()
                .map(product -> new Directed<>(product, command.apply(product)))
                .toList();
    }

    /** An order may name a product in several lines; it holds them as one reservation. */
    private static Map<String, Long> quantities(List<OrderLine> lines) {
        Map<String, Long> quantities = new LinkedHashMap<>();
        lines.forEach(line -> quantities.merge(line.productId(), (long) line.quantity(), Long::sum));
        return quantities;
    }
}
