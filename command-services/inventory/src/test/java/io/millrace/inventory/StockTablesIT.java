package io.millrace.inventory;

import static io.millrace.embedded.junit.Futures.await;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.contracts.InventoryEvent;
import io.millrace.embedded.junit.PostgresServer;
import io.millrace.embedded.junit.WithInfrastructure;
import io.millrace.embedded.junit.WithVertx;
import io.millrace.inventory.StockCommand.ReceiveStock;
import io.millrace.inventory.StockCommand.ReleaseStock;
import io.millrace.inventory.StockCommand.ReserveStock;
import io.millrace.inventory.StockCommand.ShipStock;
import io.millrace.kit.decider.Decision;
import io.millrace.kit.journal.Answer;
import io.millrace.kit.journal.Batch;
import io.millrace.kit.journal.ConstraintViolation;
import io.millrace.kit.journal.Journal;
import io.millrace.kit.journal.NewEvent;
import io.millrace.kit.journal.Question;
import io.millrace.kit.journal.StateChange;
import io.millrace.kit.journal.StoreOptions;
import io.millrace.kit.journal.Versioned;
import io.millrace.kit.journal.WriteStore;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a batch leaves of a stock: counters in one table, what each open order holds in another. */
@WithInfrastructure
@WithVertx
class StockTablesIT {

    private static WriteStore<StockCommand, Stock, InventoryEvent> store;
    private static Journal<StockCommand, Stock, InventoryEvent> journal;

    private final StockDecider decider = new StockDecider();
    private final String tea = UUID.randomUUID().toString();
    private final String first = UUID.randomUUID().toString();
    private final String second = UUID.randomUUID().toString();

    @BeforeAll
    static void open(Vertx vertx, PostgresServer postgres) {
        store = await(InventoryService.definition()
                .store()
                .open(vertx, "inventory", new StockDecider(), StoreOptions.of(postgres.freshUri("inventory"))));
        journal = store.journal();
    }

    @AfterAll
    static void close() {
        await(store.close());
    }

    @Test
    void countersAreReadBackWithoutWhatOrdersHold() {
        commit(new ReceiveStock(tea, 5), new ReserveStock(tea, first, 2));

        assertThat(stock()).isEqualTo(new Versioned<>(new Stock(5, 2, Map.of()), 2));
    }

    @Test
    void whatAnOrderHoldsComesWithTheCommandThatEndsIt() {
        commit(new ReceiveStock(tea, 5), new ReserveStock(tea, first, 2), new ReserveStock(tea, second, 3));

        assertThat(completed(new ReleaseStock(tea, first), new ShipStock(tea, second), new ReleaseStock(tea, tea)))
                .containsExactly(
                        new ReleaseStock(tea, first, 2), new ShipStock(tea, second, 3), new ReleaseStock(tea, tea, 0));
    }

    @Test
    void theSameQuestionAskedTwiceIsAnsweredTwice() {
        commit(new ReceiveStock(tea, 5), new ReserveStock(tea, first, 2));

        assertThat(completed(new ReleaseStock(tea, first), new ReleaseStock(tea, first)))
                .containsExactly(new ReleaseStock(tea, first, 2), new ReleaseStock(tea, first, 2));
    }

    @Test
    void whatIsReleasedOrShippedIsHeldNoMore() {
        commit(new ReceiveStock(tea, 5), new ReserveStock(tea, first, 2), new ReserveStock(tea, second, 3));
        commit(new ReleaseStock(tea, first), new ShipStock(tea, second));

        assertThat(stock()).isEqualTo(new Versioned<>(new Stock(2, 0, Map.of()), 5));
        assertThat(completed(new ReleaseStock(tea, first), new ShipStock(tea, second)))
                .containsExactly(new ReleaseStock(tea, first, 0), new ShipStock(tea, second, 0));
    }

    @Test
    void whatBeginsAndEndsWithinABatchLeavesNothing() {
        commit(new ReceiveStock(tea, 5), new ReserveStock(tea, first, 2), new ReleaseStock(tea, first));

        assertThat(stock()).isEqualTo(new Versioned<>(new Stock(5, 0, Map.of()), 3));
        assertThat(completed(new ReleaseStock(tea, first))).containsExactly(new ReleaseStock(tea, first, 0));
    }

    @Test
    void theDatabaseItselfRefusesToPromiseWhatIsNotThere() {
        StateChange<Stock> impossible =
                new StateChange<>(tea, new Versioned<>(Stock.NONE, 0), new Versioned<>(new Stock(1, 2, Map.of()), 1));

        assertThatThrownBy(() ->
                        await(journal.append(new Batch<>(0, List.of(impossible), List.of(), List.of(), List.of()))))
                .isInstanceOf(ConstraintViolation.class);
    }

    /** What a lane does with one batch. */
    private void commit(StockCommand... commands) {
        Answer<StockCommand, Stock> answer = ask(commands);
        Versioned<Stock> before = answer.states().getOrDefault(tea, new Versioned<>(Stock.NONE, 0));
        List<NewEvent<InventoryEvent>> events = new ArrayList<>();
        Stock stock = before.state();
        for (StockCommand asked : commands) {
            StockCommand command = journal.completes(asked) ? completed(asked).get(0) : asked;
            if (decider.decide(command, stock) instanceof Decision.Accepted<InventoryEvent> accepted) {
                for (InventoryEvent event : accepted.events()) {
                    stock = decider.evolve(stock, event);
                    long version = before.version() + events.size() + 1;
                    events.add(new NewEvent<>(UUID.randomUUID(), tea, version, Instant.EPOCH, null, event));
                }
            }
        }
        Versioned<Stock> after = new Versioned<>(stock, before.version() + events.size());
        await(journal.append(
                new Batch<>(0, List.of(new StateChange<>(tea, before, after)), events, List.of(), List.of())));
    }

    private List<StockCommand> completed(StockCommand... commands) {
        return ask(commands).commands();
    }

    private Versioned<Stock> stock() {
        return requireNonNull(ask().states().get(tea));
    }

    private Answer<StockCommand, Stock> ask(StockCommand... commands) {
        List<StockCommand> asking =
                List.of(commands).stream().filter(journal::completes).toList();
        return await(journal.ask(new Question<>(0, Set.of(tea), Set.of(), asking, false)));
    }
}
