package io.millrace.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class MoneyTest {

    private static final Money PRICE = new Money(1999, "EUR");
    private static final Money MOST = new Money(Long.MAX_VALUE, "EUR");

    @Test
    void addsAndMultipliesMinorUnits() {
        assertThat(PRICE.times(3).plus(new Money(3, "EUR"))).isEqualTo(new Money(6000, "EUR"));
    }

    @Test
    void refusesToAddAnotherCurrency() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PRICE.plus(new Money(1, "USD")))
                .withMessageContainingAll("EUR", "USD");
    }

    @Test
    void refusesResultsThatDoNotFit() {
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> MOST.plus(PRICE));
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> MOST.times(2));
    }
}
