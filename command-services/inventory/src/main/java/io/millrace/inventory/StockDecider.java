package io.millrace.inventory;

import io.millrace.contracts.InventoryEvent;
import io.millrace.contracts.InventoryEvent.StockReceived;
import io.millrace.contracts.InventoryEvent.StockReleased;
import io.millrace.contracts.InventoryEvent.StockReserved;
import io.millrace.contracts.InventoryEvent.StockShipped;
import io.millrace.contracts.InventoryEvent.StockShort;
import io.millrace.inventory.StockCommand.OfReservation;
import io.millrace.inventory.StockCommand.ReceiveStock;
import io.millrace.inventory.StockCommand.ReserveStock;
import io.millrace.inventory.StockCommand.ShipStock;
import io.millrace.kit.decider.Decider;
import io.millrace.kit.decider.Decision;

/** The rules of stock: never promise what is not there, never release or ship what is not promised. */
final class StockDecider implements Decider<StockCommand, Stock, InventoryEvent> {

    @Override
    public Stock initialState() {
        return Stock.NONE;
    }

    @Override
    public Decision<InventoryEvent> decide(StockCommand command, Stock stock) {
        if (command instanceof ReceiveStock receive) {
            return Decision.accept(new StockReceived(
                    receive.productId(), receive.quantity(), stock.onHand() + receive.quantity(), stock.reserved()));
        }
        if (command instanceof ReserveStock reserve) {
            return Decision.accept(reserve(reserve, stock));
        }
        return settle((OfReservation) command, stock);
    }

    private static InventoryEvent reserve(ReserveStock reserve, Stock stock) {
        String product = reserve.productId();
        String order = reserve.orderId();
        long quantity = reserve.quantity();
        return quantity <= stock.available()
                ? new StockReserved(product, order, quantity, stock.onHand(), stock.reserved() + quantity)
                : new StockShort(product, order, quantity, stock.onHand(), stock.reserved());
    }

    private static Decision<InventoryEvent> settle(OfReservation command, Stock stock) {
        String product = command.productId();
        String order = command.orderId();
        long held = stock.touched().getOrDefault(order, command.reserved());
        if (held == 0) {
            return Decision.nothing();
        }
        long left = stock.reserved() - held;
        return Decision.accept(
                command instanceof ShipStock
                        ? new StockShipped(product, order, held, stock.onHand() - held, left)
                        : new StockReleased(product, order, held, stock.onHand(), left));
    }

    @Override
    public Stock evolve(Stock stock, InventoryEvent event) {
        Stock counted = stock.counting(event.onHand(), event.reserved());
        if (event instanceof StockReserved reserved) {
            return counted.holding(reserved.orderId(), reserved.quantity());
        }
        if (event instanceof StockReleased released) {
            return counted.holding(released.orderId(), 0);
        }
        if (event instanceof StockShipped shipped) {
            return counted.holding(shipped.orderId(), 0);
        }
        return counted;
    }

    @Override
    public Stock settled(Stock stock) {
        return stock.settled();
    }
}
