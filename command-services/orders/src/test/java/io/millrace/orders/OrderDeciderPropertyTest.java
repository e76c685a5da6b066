package io.millrace.orders;

import static io.millrace.orders.OrderStories.ADA;
import static io.millrace.orders.OrderStories.NOON;
import static io.millrace.orders.OrderStories.ORDER;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.Money;
import io.millrace.contracts.OrderEvent;
import io.millrace.contracts.OrderEvent.OrderCancelled;
import io.millrace.contracts.OrderEvent.OrderConfirmed;
import io.millrace.contracts.OrderEvent.OrderRejected;
import io.millrace.contracts.OrderEvent.OrderShipped;
import io.millrace.kit.decider.Decision;
import io.millrace.orders.Order.Status;
import io.millrace.orders.OrderCommand.CancelOrder;
import io.millrace.orders.OrderCommand.Item;
import io.millrace.orders.OrderCommand.Known;
import io.millrace.orders.OrderCommand.KnownCustomer;
import io.millrace.orders.OrderCommand.KnownProduct;
import io.millrace.orders.OrderCommand.PlaceOrder;
import io.millrace.orders.OrderCommand.RecordReserved;
import io.millrace.orders.OrderCommand.RecordShort;
import io.millrace.orders.OrderCommand.ShipOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever inventory answers, in whatever order, among whatever a client asks meanwhile. */
class OrderDeciderPropertyTest {

    private static final Money PRICE = new Money(100, "EUR");

    private final OrderDecider decider = new OrderDecider();

    @Provide
    Arbitrary<List<String>> products() {
        return product().list().ofMinSize(1).ofMaxSize(6).withoutEdgeCases();
    }

    /** Several answers about the same product are more than inventory would give. */
    @Provide
    Arbitrary<List<OrderCommand>> commands() {
        Arbitrary<OrderCommand> reserved = product().map(product -> new RecordReserved(ORDER, product, NOON));
        Arbitrary<OrderCommand> missing = product().map(product -> new RecordShort(ORDER, product));
        Arbitrary<OrderCommand> asked = Arbitraries.of(new CancelOrder(ORDER, null), new ShipOrder(ORDER, null, null));
        return Arbitraries.frequencyOf(Tuple.of(8, reserved), Tuple.of(1, missing), Tuple.of(1, asked))
                .list()
                .ofMaxSize(30)
                .withoutEdgeCases();
    }

    private static Arbitrary<String> product() {
        return Arbitraries.integers().between(1, 5).map(n -> "0190a1b2-0000-7000-8000-00000000000" + n);
    }

    @Property(tries = 1000)
    void anOrderEndsOnceAndInOneWay(
            @ForAll("products") List<String> products, @ForAll("commands") List<OrderCommand> commands) {
        List<OrderEvent> journal = journal(products, commands);
        long confirmed = count(journal, OrderConfirmed.class);
        long rejected = count(journal, OrderRejected.class);
        long cancelled = count(journal, OrderCancelled.class);
        long shipped = count(journal, OrderShipped.class);

        assertThat(confirmed).isLessThanOrEqualTo(1);
        assertThat(rejected + cancelled + shipped).isLessThanOrEqualTo(1);
        assertThat(shipped).isLessThanOrEqualTo(confirmed);
        assertThat(rejected + confirmed).isLessThanOrEqualTo(1);
    }

    @Property(tries = 1000)
    void theStateIsTheJournalFolded(
            @ForAll("products") List<String> products, @ForAll("commands") List<OrderCommand> commands) {
        List<OrderEvent> journal = journal(products, commands);
        Order folded = decider.initialState();
        for (OrderEvent event : journal) {
            folded = decider.evolve(folded, event);
        }
        assertThat(folded.status()).isEqualTo(expectedStatus(journal));
        assertThat(folded.products()).containsAll(folded.reserved());
        assertThat(folded.confirmedAt() != null).isEqualTo(count(journal, OrderConfirmed.class) == 1);
    }

    @Property(tries = 1000)
    void answersAboutEveryProductSettleItWhateverTheirOrder(
            @ForAll("products") List<String> products, @ForAll("products") List<String> missing, @ForAll long seed) {
        Set<String> asked = new LinkedHashSet<>(products);
        List<OrderCommand> answers = asked.stream()
                .<OrderCommand>map(product -> missing.contains(product)
                        ? new RecordShort(ORDER, product)
                        : new RecordReserved(ORDER, product, NOON))
                .collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(answers, new Random(seed));
        boolean enough = asked.stream().noneMatch(missing::contains);

        assertThat(expectedStatus(journal(products, answers))).isEqualTo(enough ? Status.CONFIRMED : Status.REJECTED);
    }

    private List<OrderEvent> journal(List<String> products, List<OrderCommand> commands) {
        Map<String, KnownProduct> prices = new LinkedHashMap<>();
        products.forEach(product -> prices.put(product, new KnownProduct(PRICE, false)));
        List<Item> items =
                products.stream().map(product -> new Item(product, 1)).toList();
        List<OrderCommand> all = new ArrayList<>();
        all.add(new PlaceOrder(ORDER, ADA, items).knowing(new Known(new KnownCustomer(false), prices)));
        all.addAll(commands);

        List<OrderEvent> journal = new ArrayList<>();
        Order order = decider.initialState();
        for (OrderCommand command : all) {
            if (decider.decide(command, order) instanceof Decision.Accepted<OrderEvent> accepted) {
                for (OrderEvent event : accepted.events()) {
                    journal.add(event);
                    order = decider.evolve(order, event);
                }
            }
        }
        return journal;
    }

    private static Status expectedStatus(List<OrderEvent> journal) {
        Status status = Status.UNKNOWN;
        for (OrderEvent event : journal) {
            if (event instanceof OrderConfirmed) {
                status = Status.CONFIRMED;
            } else if (event instanceof OrderRejected) {
                status = Status.REJECTED;
            } else if (event instanceof OrderCancelled) {
                status = Status.CANCELLED;
            } else if (event instanceof OrderShipped) {
                status = Status.SHIPPED;
            } else {
                status = Status.PLACED;
            }
        }
        return status;
    }

    private static long count(List<OrderEvent> journal, Class<? extends OrderEvent> type) {
        return journal.stream().filter(type::isInstance).count();
    }
}
