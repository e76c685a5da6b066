package io.millrace.catalog;

import static io.millrace.kit.decider.Rejection.Kind.CONFLICT;
import static io.millrace.kit.decider.Rejection.Kind.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.catalog.Product.Status;
import io.millrace.catalog.ProductCommand.AddProduct;
import io.millrace.catalog.ProductCommand.DiscontinueProduct;
import io.millrace.catalog.ProductCommand.RepriceProduct;
import io.millrace.catalog.ProductCommand.ReviseProduct;
import io.millrace.contracts.CatalogEvent;
import io.millrace.contracts.CatalogEvent.ProductAdded;
import io.millrace.contracts.CatalogEvent.ProductDiscontinued;
import io.millrace.contracts.CatalogEvent.ProductRepriced;
import io.millrace.contracts.CatalogEvent.ProductRevised;
import io.millrace.contracts.Money;
import io.millrace.kit.decider.DeciderSpec;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ProductDeciderTest {

    private static final String LAMP = "0190a1b2-0000-7000-8000-000000000001";
    private static final Money CHEAP = new Money(1999, "EUR");
    private static final Money DEAR = new Money(2499, "EUR");
    private static final Map<String, Object> GREEN = Map.of("colour", "green");
    private static final Details DESK_LAMP = new Details("Desk lamp", "For a desk.", "lighting", new Attributes(GREEN));
    private static final Details PLAIN_LAMP = new Details("Lamp", null, "lamps", Attributes.NONE);

    private static final ProductAdded ADDED =
            new ProductAdded(LAMP, "LAMP-1", "Desk lamp", "For a desk.", "lighting", CHEAP, GREEN);
    private static final ProductRevised REVISED = new ProductRevised(LAMP, "Lamp", null, "lamps", Map.of());
    private static final ProductRepriced REPRICED = new ProductRepriced(LAMP, DEAR);
    private static final ProductDiscontinued DISCONTINUED = new ProductDiscontinued(LAMP);

    private static final AddProduct ADD = new AddProduct(LAMP, "LAMP-1", DESK_LAMP, CHEAP);
    private static final ReviseProduct REVISE = new ReviseProduct(LAMP, PLAIN_LAMP);
    private static final RepriceProduct REPRICE = new RepriceProduct(LAMP, DEAR);
    private static final DiscontinueProduct DISCONTINUE = new DiscontinueProduct(LAMP);

    private final DeciderSpec<ProductCommand, Product, CatalogEvent> product = DeciderSpec.of(new ProductDecider());

    @Nested
    class WhatIsNotOffered {

        @Test
        void canBeAdded() {
            product.given().when(ADD).then(ADDED);
        }

        @Test
        void canBeAddedWithoutDescriptionAndAttributesForFree() {
            Money nothing = new Money(0, "EUR");
            product.given()
                    .when(new AddProduct(LAMP, "LAMP-1", PLAIN_LAMP, nothing))
                    .then(new ProductAdded(LAMP, "LAMP-1", "Lamp", null, "lamps", nothing, Map.of()));
        }

        @Test
        void isUnknownToEveryOtherCommand() {
            product.given().when(REVISE).thenRejected(UNKNOWN, "unknown-product");
            product.given().when(REPRICE).thenRejected(UNKNOWN, "unknown-product");
            product.given().when(DISCONTINUE).thenRejected(UNKNOWN, "unknown-product");
        }
    }

    @Nested
    class WhatIsOffered {

        @Test
        void cannotBeAddedAgain() {
            product.given(ADDED).when(ADD).thenRejected(CONFLICT, "product-exists");
        }

        @Test
        void isRevisedAsAWhole() {
            product.given(ADDED).when(REVISE).then(REVISED);
        }

        @Test
        void isRevisedWhenAnyOneDetailDiffers() {
            Attributes green = DESK_LAMP.attributes();
            for (Details details : new Details[] {
                new Details("Desk lamp II", "For a desk.", "lighting", green),
                new Details("Desk lamp", "For any desk.", "lighting", green),
                new Details("Desk lamp", "", "lighting", green),
                new Details("Desk lamp", null, "lighting", green),
                new Details("Desk lamp", "For a desk.", "lamps", green),
                new Details("Desk lamp", "For a desk.", "lighting", new Attributes(Map.of("colour", "red"))),
                new Details("Desk lamp", "For a desk.", "lighting", Attributes.NONE)
            }) {
                product.given(ADDED)
                        .when(new ReviseProduct(LAMP, details))
                        .then(new ProductRevised(
                                LAMP,
                                details.title(),
                                details.description(),
                                details.category(),
                                details.attributes().members()));
            }
        }

        @Test
        void isNotRevisedToWhatItIs() {
            product.given(ADDED).when(new ReviseProduct(LAMP, DESK_LAMP)).thenNothing();
            product.given(ADDED, REVISED).when(REVISE).thenNothing();
        }

        @Test
        void canHaveAnotherPrice() {
            product.given(ADDED).when(REPRICE).then(REPRICED);
        }

        @Test
        void canBePricedInAnotherCurrency() {
            Money francs = new Money(1999, "CHF");
            product.given(ADDED).when(new RepriceProduct(LAMP, francs)).then(new ProductRepriced(LAMP, francs));
        }

        @Test
        void isNotRepricedToThePriceItHas() {
            product.given(ADDED).when(new RepriceProduct(LAMP, CHEAP)).thenNothing();
            product.given(ADDED, REPRICED).when(REPRICE).thenNothing();
        }

        @Test
        void keepsItsPriceWhenRevisedAndItsDetailsWhenRepriced() {
            assertThat(product.given(ADDED, REVISED).state())
                    .isEqualTo(new Product(Status.ACTIVE, "LAMP-1", PLAIN_LAMP, CHEAP));
            assertThat(product.given(ADDED, REPRICED).state())
                    .isEqualTo(new Product(Status.ACTIVE, "LAMP-1", DESK_LAMP, DEAR));
        }

        @Test
        void canBeDiscontinued() {
            product.given(ADDED).when(DISCONTINUE).then(DISCONTINUED);
        }
    }

    @Nested
    class WhatIsDiscontinued {

        @Test
        void canBeDiscontinuedAgainForNothing() {
            product.given(ADDED, DISCONTINUED).when(DISCONTINUE).thenNothing();
        }

        @Test
        void changesNoMore() {
            product.given(ADDED, DISCONTINUED).when(REVISE).thenRejected(CONFLICT, "product-discontinued");
            product.given(ADDED, DISCONTINUED).when(REPRICE).thenRejected(CONFLICT, "product-discontinued");
        }

        @Test
        void isNotAddedUnderTheOldId() {
            product.given(ADDED, DISCONTINUED).when(ADD).thenRejected(CONFLICT, "product-exists");
        }
    }

    @Test
    void theStateIsWhatTheEventsSay() {
        assertThat(product.given().state()).isEqualTo(Product.NONE);
        assertThat(product.given(ADDED, REVISED, REPRICED, DISCONTINUED).state())
                .isEqualTo(new Product(Status.DISCONTINUED, "LAMP-1", PLAIN_LAMP, DEAR));
    }
}
