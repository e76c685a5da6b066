package io.millrace.catalog;

import io.millrace.contracts.Money;

/** What can be asked of a product. */
sealed interface ProductCommand {

    String productId();

    record AddProduct(String productId, String sku, Details details, Money price) implements ProductCommand {}

    record ReviseProduct(String productId, Details details) implements ProductCommand {}

    record RepriceProduct(String productId, Money price) implements ProductCommand {}

    /** Discontinuing a discontinued product is nothing to do. */
    record DiscontinueProduct(String productId) implements ProductCommand {}
}
