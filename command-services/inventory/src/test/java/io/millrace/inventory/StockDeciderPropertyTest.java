package io.millrace.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.InventoryEvent;
import io.millrace.contracts.InventoryEvent.StockReceived;
import io.millrace.contracts.InventoryEvent.StockReleased;
import io.millrace.contracts.InventoryEvent.StockReserved;
import io.millrace.contracts.InventoryEvent.StockShipped;
import io.millrace.inventory.StockCommand.OfReservation;
import io.millrace.inventory.StockCommand.ReceiveStock;
import io.millrace.inventory.StockCommand.ReleaseStock;
import io.millrace.inventory.StockCommand.ReserveStock;
import io.millrace.inventory.StockCommand.ShipStock;
import io.millrace.kit.decider.Decision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is asked of a product's stock, in whatever order, and wherever commits fall. */
class StockDeciderPropertyTest {

    private static final String TEA = "0190a1b2-0000-7000-8000-00000000000a";

    private final StockDecider decider = new StockDecider();

    /** A command, and whether the batch it is in is committed after it. */
    record Step(StockCommand command, boolean commits) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<String> orders = Arbitraries.integers().between(1, 6).map(n -> "order-" + n);
        Arbitrary<Long> quantities = Arbitraries.longs().between(1, 20);
        Arbitrary<StockCommand> commands = Arbitraries.oneOf(
                quantities.map(quantity -> new ReceiveStock(TEA, quantity)),
                Combinators.combine(orders, quantities).as((order, quantity) -> new ReserveStock(TEA, order, quantity)),
                orders.map(order -> new ReleaseStock(TEA, order)),
                orders.map(order -> new ShipStock(TEA, order)));
        return Combinators.combine(commands, Arbitraries.of(true, false))
                .as(Step::new)
                .list()
                .ofMaxSize(60)
                .withoutEdgeCases();
    }

    @Property(tries = 1000)
    void neverPromisesWhatIsNotThereAndAddsUp(@ForAll("steps") List<Step> steps) {
        Ledger ledger = new Ledger();
        for (Step step : steps) {
            ledger.take(step);
            Stock stock = ledger.stock;
            assertThat(stock.reserved()).isBetween(0L, stock.onHand());
            assertThat(stock.reserved())
                    .isEqualTo(ledger.held.values().stream()
                            .mapToLong(Long::longValue)
                            .sum());
            assertThat(stock.onHand()).isEqualTo(ledger.received - ledger.shipped);
        }
    }

    @Property(tries = 500)
    void theJournalFoldsToTheState(@ForAll("steps") List<Step> steps) {
        Ledger ledger = new Ledger();
        steps.forEach(ledger::take);
        Stock folded = decider.initialState();
        for (InventoryEvent event : ledger.journal) {
            folded = decider.evolve(folded, event);
        }
        assertThat(folded.settled()).isEqualTo(ledger.stock.settled());
    }

    /** A stock beside a bookkeeping of its own, which stands in for the reservation table. */
    private final class Ledger {

        private final List<InventoryEvent> journal = new ArrayList<>();
        private final Map<String, Long> table = new HashMap<>();
        private final Map<String, Long> held = new HashMap<>();
        private final Set<String> seen = new HashSet<>();
        private Stock stock = decider.initialState();
        private long received;
        private long shipped;

        void take(Step step) {
            StockCommand command = step.command();
            // An order is placed once: it asks for each of its products once.
            if (command instanceof ReserveStock reserve && !seen.add(reserve.orderId())) {
                return;
            }
            if (command instanceof OfReservation asked) {
                command = asked.withReserved(table.getOrDefault(asked.orderId(), 0L));
            }
            if (decider.decide(command, stock) instanceof Decision.Accepted<InventoryEvent> accepted) {
                accepted.events().forEach(this::record);
            }
            if (step.commits()) {
                table.clear();
                table.putAll(held);
                stock = decider.settled(stock);
            }
        }

        private void record(InventoryEvent event) {
            journal.add(event);
            stock = decider.evolve(stock, event);
            if (event instanceof StockReceived arrived) {
                received += arrived.quantity();
            } else if (event instanceof StockReserved reserved) {
                held.put(reserved.orderId(), reserved.quantity());
            } else if (event instanceof StockReleased released) {
                held.remove(released.orderId());
            } else if (event instanceof StockShipped gone) {
                held.remove(gone.orderId());
                shipped += gone.quantity();
            }
        }
    }
}
