package io.millrace.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.InventoryEvent;
import io.millrace.contracts.InventoryEvent.StockReceived;
import io.millrace.contracts.InventoryEvent.StockReleased;
import io.millrace.contracts.InventoryEvent.StockReserved;
import io.millrace.contracts.InventoryEvent.StockShipped;
import io.millrace.contracts.InventoryEvent.StockShort;
import io.millrace.inventory.StockCommand.ReceiveStock;
import io.millrace.inventory.StockCommand.ReleaseStock;
import io.millrace.inventory.StockCommand.ReserveStock;
import io.millrace.inventory.StockCommand.ShipStock;
import io.millrace.kit.decider.DeciderSpec;
import io.millrace.kit.decider.Decision;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StockDeciderTest {

    private static final String TEA = "0190a1b2-0000-7000-8000-00000000000a";
    private static final String FIRST = "0190a1b2-0000-7000-8000-000000000101";
    private static final String SECOND = "0190a1b2-0000-7000-8000-000000000102";

    private final DeciderSpec<StockCommand, Stock, InventoryEvent> stock = DeciderSpec.of(new StockDecider());

    @Nested
    class OfAProductThatWasNeverReceived {

        @Test
        void beginsWithTheFirstReceipt() {
            stock.given().when(new ReceiveStock(TEA, 5)).then(new StockReceived(TEA, 5, 5, 0));
        }

        @Test
        void isShortForEveryOrder() {
            stock.given().when(new ReserveStock(TEA, FIRST, 1)).then(new StockShort(TEA, FIRST, 1, 0, 0));
        }

        @Test
        void hasNothingToReleaseOrShip() {
            stock.given().when(new ReleaseStock(TEA, FIRST)).thenNothing();
            stock.given().when(new ShipStock(TEA, FIRST)).thenNothing();
        }
    }

    @Nested
    class OfAProductInTheWarehouse {

        private final StockReceived five = new StockReceived(TEA, 5, 5, 0);

        @Test
        void growsWithEveryReceipt() {
            stock.given(five).when(new ReceiveStock(TEA, 2)).then(new StockReceived(TEA, 2, 7, 0));
        }

        @Test
        void isReservedToTheLastUnit() {
            stock.given(five).when(new ReserveStock(TEA, FIRST, 5)).then(new StockReserved(TEA, FIRST, 5, 5, 5));
        }

        @Test
        void isNotPromisedBeyondWhatIsThere() {
            stock.given(five).when(new ReserveStock(TEA, FIRST, 6)).then(new StockShort(TEA, FIRST, 6, 5, 0));
        }

        @Test
        void isNotPromisedTwice() {
            stock.given(five)
                    .when(new ReserveStock(TEA, FIRST, 3))
                    .when(new ReserveStock(TEA, SECOND, 3))
                    .then(new StockShort(TEA, SECOND, 3, 5, 3));
        }

        @Test
        void isThereForASmallerOrderAfterALargerOneWasShort() {
            stock.given(five, new StockShort(TEA, FIRST, 6, 5, 0))
                    .when(new ReserveStock(TEA, SECOND, 5))
                    .then(new StockReserved(TEA, SECOND, 5, 5, 5));
        }
    }

    @Nested
    class ThatAnOrderHolds {

        private final InventoryEvent[] held = {new StockReceived(TEA, 5, 5, 0), new StockReserved(TEA, FIRST, 3, 5, 3)};

        @Test
        void isGivenBackWhenTheOrderIsOff() {
            stock.given(held).when(new ReleaseStock(TEA, FIRST)).then(new StockReleased(TEA, FIRST, 3, 5, 0));
        }

        @Test
        void leavesTheWarehouseWhenTheOrderIsShipped() {
            stock.given(held).when(new ShipStock(TEA, FIRST)).then(new StockShipped(TEA, FIRST, 3, 2, 0));
        }

        @Test
        void isGivenBackOnce() {
            stock.given(held)
                    .when(new ReleaseStock(TEA, FIRST))
                    .when(new ReleaseStock(TEA, FIRST, 3))
                    .thenNothing();
        }

        @Test
        void leavesOnce() {
            stock.given(held)
                    .when(new ShipStock(TEA, FIRST))
                    .when(new ShipStock(TEA, FIRST, 3))
                    .thenNothing();
        }

        @Test
        void isNothingToAnotherOrder() {
            stock.given(held).when(new ReleaseStock(TEA, SECOND)).thenNothing();
            stock.given(held).when(new ShipStock(TEA, SECOND)).thenNothing();
        }
    }

    @Nested
    class HeldSinceAnEarlierCommit {

        private final Stock committed = new StockDecider()
                .settled(stock.given(new StockReceived(TEA, 5, 5, 0), new StockReserved(TEA, FIRST, 3, 5, 3))
                        .state());

        @Test
        void isCountedOnly() {
            assertThat(committed).isEqualTo(new Stock(5, 3, Map.of()));
        }

        @Test
        void isWhatTheReservationTableSays() {
            StockDecider decider = new StockDecider();
            assertThat(decider.decide(new ShipStock(TEA, FIRST, 3), committed))
                    .isEqualTo(Decision.accept(new StockShipped(TEA, FIRST, 3, 2, 0)));
        }
    }
}
