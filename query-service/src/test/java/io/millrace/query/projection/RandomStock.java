package io.millrace.query.projection;

import io.millrace.contracts.InventoryEvent;
import io.millrace.contracts.InventoryEvent.StockReceived;
import io.millrace.contracts.InventoryEvent.StockReleased;
import io.millrace.contracts.InventoryEvent.StockReserved;
import io.millrace.contracts.InventoryEvent.StockShipped;
import io.millrace.contracts.InventoryEvent.StockShort;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** What could happen in a warehouse: counters that add up. */
final class RandomStock {

    private final Map<String, InventoryEvent> last = new HashMap<>();
    private final Random random;

    RandomStock(Random random) {
        this.random = random;
    }

    InventoryEvent move(String product, String order) {
        InventoryEvent before = last.getOrDefault(product, new StockReceived(product, 0, 0, 0));
        InventoryEvent moved = moved(before, order, 1 + random.nextInt(4));
        last.put(product, moved);
        return moved;
    }

    private InventoryEvent moved(InventoryEvent before, String order, long quantity) {
        String product = before.productId();
        long onHand = before.onHand();
        long reserved = before.reserved();
        int choice = random.nextInt(4);
        if (choice == 0) {
            return onHand - reserved >= quantity
                    ? new StockReserved(product, order, quantity, onHand, reserved + quantity)
                    : new StockShort(product, order, quantity, onHand, reserved);
        } else if (choice == 1 && reserved >= quantity) {
            return new StockReleased(product, order, quantity, onHand, reserved - quantity);
        } else if (choice == 2 && reserved >= quantity) {
            return new StockShipped(product, order, quantity, onHand - quantity, reserved - quantity);
        }
        return new StockReceived(product, quantity, onHand + quantity, reserved);
    }
}
