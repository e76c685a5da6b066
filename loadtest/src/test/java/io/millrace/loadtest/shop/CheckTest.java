package io.millrace.loadtest.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CheckTest {

    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final FakeShop fake = new FakeShop();
    private final Shop shop = new Shop(fake.addresses(), "test");
    private final Ledger ledger = new Ledger();
    private final int customer = ledger.registered(fake.customer);
    private final Product product = ledger.stocked(fake.product);

    CheckTest() throws IOException {
        ledger.received(product, fake.received);
    }

    @AfterEach
    void close() {
        fake.close();
    }

    @Test
    void isContentWhenEverythingIsThere() {
        ledger.placed(fake.order("CONFIRMED"), customer);
        ledger.placed(fake.order("CONFIRMED"), customer);
        assertThat(wrong()).isEmpty();
    }

    @Test
    void findsALostOrder() {
        ledger.placed(fake.order("CONFIRMED"), customer);
        String lost = UUID.randomUUID().toString();
        ledger.placed(lost, customer);
        assertThat(wrong()).singleElement().asString().contains("order " + lost, "is missing");
    }

    @Test
    void findsAnOrderThatIsThereTwice() {
        ledger.placed(fake.order("CONFIRMED"), customer);
        fake.orders.add(fake.orders.get(0));
        assertThat(wrong()).singleElement().asString().contains("listed twice");
    }

    @Test
    void findsAnOrderThatNobodyPlaced() {
        String unknown = fake.order("CONFIRMED");
        assertThat(wrong()).singleElement().asString().contains("nobody knows of", unknown);
    }

    @Test
    void findsAnOrderThatIsNeverAnswered() {
        ledger.placed(fake.order("PLACED"), customer);
        assertThat(wrong()).singleElement().asString().contains("is PLACED");
    }

    @Test
    void findsStockThatDoesNotAddUp() {
        ledger.placed(fake.order("CONFIRMED"), customer);
        fake.received--;
        assertThat(wrong()).singleElement().asString().contains("100 on hand", "101 were received");
    }

    @Test
    void findsARejectionWithStockLeft() {
        ledger.placed(fake.order("REJECTED"), customer);
        assertThat(wrong()).singleElement().asString().contains("were rejected");
    }

    @Test
    void repeatsWhatGotNoAnswer() {
        String placed = fake.order("CONFIRMED");
        ledger.unanswered(shop.place(fake.customer, fake.product, 1), body -> ledger.placed(placed, customer));
        assertThat(wrong()).isEmpty();
    }

    @Test
    void waitsForReadModelsAsLongAsTheyGetOn() {
        fake.behind = 20;
        fake.takenIn = 1;
        assertThat(wrong()).isEmpty();
    }

    @Test
    void findsReadModelsThatDoNotGetOn() {
        fake.behind = 20;
        assertThat(wrong()).singleElement().asString().contains("20 events behind");
    }

    @Test
    void doesNotWaitForEachCustomerOfAShopThatIsGone() {
        int customers = 400;
        for (int i = 1; i < customers; i++) {
            ledger.registered(UUID.randomUUID().toString());
        }
        fake.gone = true;

        assertThatThrownBy(this::wrong).isInstanceOf(CannotGoOn.class).hasMessageContaining("/stock/");
        assertThat(fake.requests.get())
                .as("two of each, and those of the first")
                .isLessThan(3 * customers);
    }

    private List<Finding> wrong() {
        return Check.of(shop, ledger, PATIENCE).stream()
                .filter(finding -> !finding.right())
                .toList();
    }
}
