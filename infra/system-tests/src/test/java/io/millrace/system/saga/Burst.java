package io.millrace.system.saga;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kit.testing.AtOnce;
import io.millrace.runtime.http.testing.RawHttp.Answer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Many orders of a few products of which there are not enough, some cancelled at once, and the books kept beside. */
final class Burst {

    private static final int CALLERS = 8;
    private static final int UNITS = 60;

    private final Market market;
    private final String customer;
    private final List<String> products;
    private final ConcurrentLinkedQueue<String> placed = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> cancelled = new ConcurrentLinkedQueue<>();

    Burst(Market market, int products) {
        this.market = market;
        this.customer = market.customer();
        this.products = IntStream.range(0, products)
                .mapToObj(n -> market.product(100 + n, UNITS))
                .toList();
    }

    /** So many orders of each of several callers, every one acknowledged, while something happens. */
    void run(int ordersEach, Runnable meanwhile) {
        run(ordersEach, meanwhile, Set.of(201));
    }

    /** The same, but an order may be answered by "not now" or "not known". */
    void runThroughRefusals(int ordersEach, Runnable meanwhile) {
        run(ordersEach, meanwhile, Set.of(201, 503));
    }

    /** That an order can be placed. */
    void placesAgain() {
        placeOne(0, Set.of(201));
    }

    private void run(int ordersEach, Runnable meanwhile, Set<Integer> allowed) {
        int before = placed.size();
        CompletableFuture<List<Boolean>> orders = CompletableFuture.supplyAsync(() -> AtOnce.each(CALLERS, caller -> {
            IntStream.range(0, ordersEach).forEach(n -> placeOne(caller + n, allowed));
            return true;
        }));
        Market.eventually(() -> assertThat(placed).hasSizeGreaterThan(before + CALLERS));
        meanwhile.run();
        assertThat(orders.join()).hasSize(CALLERS);
    }

    private void placeOne(int n, Set<Integer> allowed) {
        String one = products.get(n % products.size());
        String other = products.get((n * 7 + 3) % products.size());
        Map<String, Integer> lines = one.equals(other) ? Map.of(one, 2) : Map.of(one, 1, other, 2);
        Answer answer = market.tryToPlace(customer, lines);
        assertThat(answer.status()).as(answer.body()).isIn(allowed);
        if (answer.status() == 201) {
            String order = answer.json().getString("id");
            placed.add(order);
            if (n % 5 == 0 && market.cancel(order).status() == 200) {
                cancelled.add(order);
            }
        }
    }

    /** No order waits any more, none is lost, and the warehouse holds for open orders exactly what they want. */
    void settles() {
        Market.eventually(() -> {
            assertThat(market.orders("PLACED")).isZero();
            products.forEach(this::assertBalanced);
        });
        assertThat(placed).allSatisfy(order -> assertThat(ends(order)).hasSize(1));
        assertThat(cancelled).allSatisfy(order -> assertThat(ends(order)).containsExactly("OrderCancelled"));
        assertThat(products)
                .anySatisfy(product -> assertThat(market.reserved(product)).isPositive());
    }

    private void assertBalanced(String product) {
        assertThat(market.onHand(product)).isEqualTo(UNITS);
        assertThat(market.reserved(product)).isBetween(0L, (long) UNITS);
        assertThat(market.reserved(product)).isEqualTo(market.held(product));
        assertThat(market.reserved(product)).isEqualTo(market.wanted(product, "CONFIRMED"));
    }

    /** How the order ended, or that it is confirmed. */
    private List<String> ends(String order) {
        List<String> types = market.orders.journal().types(order);
        return Stream.of("OrderCancelled", "OrderRejected", "OrderConfirmed")
                .filter(types::contains)
                .limit(1)
                .toList();
    }
}
