package io.millrace.orders;

import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.InventoryEvent.StockReserved;
import io.millrace.contracts.InventoryEvent.StockShort;
import io.millrace.kit.reaction.Policy;
import io.millrace.orders.OrderCommand.RecordReserved;
import io.millrace.orders.OrderCommand.RecordShort;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What orders does about inventory's answers. */
final class InventoryPolicy implements Policy<OrderCommand> {

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(StockReserved.class, StockShort.class);
    }

    @Override
    public List<Directed<OrderCommand>> react(Event event, EventEnvelope envelope, Instant now) {
        if (event instanceof StockReserved reserved) {
            return List.of(new Directed<>(
                    reserved.orderId(), new RecordReserved(reserved.orderId(), reserved.productId(), now)));
        }
        if (event instanceof StockShort missing) {
            return List.of(new Directed<>(missing.orderId(), new RecordShort(missing.orderId(), missing.productId())));
        }
        return List.of();
    }
}
