package io.millrace.contracts;

import static java.util.Objects.requireNonNull;

/** An amount in minor units (cents) of an ISO 4217 currency, such as 1999 EUR for 19.99 euros. */
public record Money(long amount, String currency) {

    public Money {
        requireNonNull(currency, "currency");
    }

    /**
     * @throws IllegalArgumentException if the currencies differ
     * @throws ArithmeticException if the sum does not fit
     */
    public Money plus(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("cannot add " + other.currency + " to " + currency);
        }
        return new Money(Math.addExact(amount, other.amount), currency);
    }

    /** @throws ArithmeticException if the product does not fit */
    public Money times(long factor) {
        return new Money(Math.multiplyExact(amount, factor), currency);
    }
}
