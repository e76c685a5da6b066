package io.millrace.orders;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.millrace.contracts.Money;
import io.millrace.contracts.OrderEvent;
import io.millrace.contracts.OrderEvent.OrderCancelled;
import io.millrace.contracts.OrderEvent.OrderConfirmed;
import io.millrace.contracts.OrderEvent.OrderLine;
import io.millrace.contracts.OrderEvent.OrderLineReserved;
import io.millrace.contracts.OrderEvent.OrderPlaced;
import io.millrace.contracts.OrderEvent.OrderRejected;
import io.millrace.contracts.OrderEvent.OrderShipped;
import io.millrace.kit.decider.Decider;
import io.millrace.kit.decider.Decision;
import io.millrace.kit.decider.Rejection;
import io.millrace.orders.Order.Status;
import io.millrace.orders.OrderCommand.CancelOrder;
import io.millrace.orders.OrderCommand.Item;
import io.millrace.orders.OrderCommand.Known;
import io.millrace.orders.OrderCommand.KnownProduct;
import io.millrace.orders.OrderCommand.PlaceOrder;
import io.millrace.orders.OrderCommand.RecordReserved;
import io.millrace.orders.OrderCommand.RecordShort;
import io.millrace.orders.OrderCommand.ShipOrder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The rules of an order, and its side of the saga: confirmed when every product is reserved, rejected when one is short. */
final class OrderDecider implements Decider<OrderCommand, Order, OrderEvent> {

    @Override
    public Order initialState() {
        return Order.NONE;
    }

    @Override
    public Decision<OrderEvent> decide(OrderCommand command, Order order) {
        if (command instanceof PlaceOrder place) {
            return place(place, order);
        }
        if (command instanceof RecordReserved recorded) {
            return recordReserved(recorded, order);
        }
        if (command instanceof RecordShort recorded) {
            return recordShort(recorded, order);
        }
        if (order.status() == Status.UNKNOWN) {
            return Decision.reject(Rejection.unknown("unknown-order", "There is no order " + command.orderId() + "."));
        }
        return command instanceof CancelOrder cancel ? cancel(cancel, order) : ship((ShipOrder) command, order);
    }

    private static Decision<OrderEvent> place(PlaceOrder place, Order order) {
        if (order.status() != Status.UNKNOWN) {
            return Decision.reject(
                    Rejection.conflict("order-exists", "Order " + place.orderId() + " is placed already."));
        }
        Known known = requireNonNull(place.known(), "the order was not looked up");
        Rejection rejection = unusable(place, known);
        if (rejection != null) {
            return Decision.reject(rejection);
        }
        List<OrderLine> lines = place.items().stream()
                .map(item -> new OrderLine(item.productId(), item.quantity(), price(item, known)))
                .toList();
        try {
            Money total = total(lines);
            return Decision.accept(new OrderPlaced(place.orderId(), place.customerId(), lines, total));
        } catch (ArithmeticException tooLarge) {
            return Decision.reject(Rejection.unprocessable(
                    "total-too-large", "The order's total does not fit into 64 bits of minor units."));
        }
    }

    private static @Nullable Rejection unusable(PlaceOrder place, Known known) {
        if (known.customer() == null) {
            return Rejection.unprocessable(
                    "unknown-customer", "There is no customer " + place.customerId() + ", as far as orders knows.");
        }
        if (known.customer().closed()) {
            return Rejection.unprocessable("customer-closed", "Customer " + place.customerId() + " is closed.");
        }
        Map<String, KnownProduct> products = known.products();
        String unknown = those(place, id -> !products.containsKey(id));
        if (!unknown.isEmpty()) {
            return Rejection.unprocessable(
                    "unknown-product", "Products without a price, as far as orders knows: " + unknown + ".");
        }
        String discontinued = those(place, id -> product(id, known).discontinued());
        if (!discontinued.isEmpty()) {
            return Rejection.unprocessable("product-discontinued", "No longer sold: " + discontinued + ".");
        }
        List<String> currencies = place.items().stream()
                .map(item -> price(item, known).currency())
                .distinct()
                .sorted()
                .toList();
        return currencies.size() == 1
                ? null
                : Rejection.unprocessable(
                        "mixed-currencies",
                        "An order is in one currency; these products are priced in " + String.join(", ", currencies)
                                + ".");
    }

    private static String those(PlaceOrder place, Predicate<String> product) {
        return place.items().stream()
                .map(Item::productId)
                .filter(product)
                .distinct()
                .collect(joining(", "));
    }

    private static KnownProduct product(String id, Known known) {
        return requireNonNull(known.products().get(id), id);
    }

    private static Money price(Item item, Known known) {
        return product(item.productId(), known).price();
    }

    private static Money total(List<OrderLine> lines) {
        return lines.stream()
                .map(line -> line.unitPrice().times(line.quantity()))
                .reduce(Money::plus)
                .orElseThrow();
    }

    /** An answer to an order that waits for none any more changes nothing. */
    private static Decision<OrderEvent> recordReserved(RecordReserved recorded, Order order) {
        String product = recorded.productId();
        if (order.status() != Status.PLACED
                || !order.products().contains(product)
                || order.reserved().contains(product)) {
            return Decision.nothing();
        }
        boolean last = order.reserved().size() + 1 == order.products().size();
        return Decision.accept(
                last
                        ? new OrderConfirmed(
                                recorded.orderId(), order.customerId(), order.lines(), order.total(), recorded.at())
                        : new OrderLineReserved(recorded.orderId(), order.customerId(), product));
    }

    private static Decision<OrderEvent> recordShort(RecordShort recorded, Order order) {
        return order.status() == Status.PLACED
                ? Decision.accept(new OrderRejected(
                        recorded.orderId(),
                        order.customerId(),
                        order.lines(),
                        order.total(),
                        List.of(recorded.productId())))
                : Decision.nothing();
    }

    private static Decision<OrderEvent> cancel(CancelOrder cancel, Order order) {
        if (order.status() == Status.CANCELLED) {
            return Decision.nothing();
        }
        if (order.status() != Status.PLACED && order.status() != Status.CONFIRMED) {
            return Decision.reject(Rejection.conflict(
                    "order-not-cancellable", "Order " + cancel.orderId() + " is " + order.status() + "."));
        }
        return Decision.accept(new OrderCancelled(
                cancel.orderId(),
                order.customerId(),
                order.lines(),
                order.total(),
                cancel.reason(),
                order.confirmedAt()));
    }

    private static Decision<OrderEvent> ship(ShipOrder ship, Order order) {
        if (order.status() != Status.CONFIRMED) {
            return Decision.reject(Rejection.conflict(
                    "order-not-confirmed", "Order " + ship.orderId() + " is " + order.status() + "."));
        }
        return Decision.accept(new OrderShipped(
                ship.orderId(),
                order.customerId(),
                order.lines(),
                order.total(),
                ship.carrier(),
                ship.trackingNumber()));
    }

    @Override
    public Order evolve(Order order, OrderEvent event) {
        if (event instanceof OrderPlaced placed) {
            return new Order(Status.PLACED, placed.customerId(), placed.lines(), placed.total(), Set.of(), null);
        }
        if (event instanceof OrderLineReserved reserved) {
            return order.withReserved(reserved.productId());
        }
        if (event instanceof OrderConfirmed confirmed) {
            return order.confirmed(confirmed.confirmedAt());
        }
        if (event instanceof OrderRejected) {
            return order.with(Status.REJECTED);
        }
        return order.with(event instanceof OrderCancelled ? Status.CANCELLED : Status.SHIPPED);
    }
}
