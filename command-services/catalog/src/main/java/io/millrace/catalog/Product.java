package io.millrace.catalog;

import io.millrace.contracts.Money;

/** A product's state. */
record Product(Status status, String sku, Details details, Money price) {

    static final Product NONE = new Product(Status.UNKNOWN, "", Details.NONE, new Money(0, ""));

    enum Status {
        /** Not added. */
        UNKNOWN,
        ACTIVE,
        DISCONTINUED
    }

    Product revised(Details other) {
        return new Product(status, sku, other, price);
    }

    Product repriced(Money other) {
        return new Product(status, sku, details, other);
    }

    Product discontinued() {
        return new Product(Status.DISCONTINUED, sku, details, price);
    }
}
