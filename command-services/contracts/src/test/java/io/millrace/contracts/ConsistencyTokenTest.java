package io.millrace.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;

class ConsistencyTokenTest {

    @Provide
    Arbitrary<ConsistencyToken> tokens() {
        Arbitrary<String> keys = Combinators.combine(
                        Arbitraries.of("customers", "catalog", "inventory", "orders", "a-2"),
                        Arbitraries.integers().between(0, 9999))
                .as(ConsistencyToken::key);
        return Arbitraries.maps(keys, Arbitraries.longs().between(0, 999_999_999_999_999_999L))
                .ofMinSize(1)
                .ofMaxSize(40)
                .map(ConsistencyToken::new);
    }

    @Property
    void isReadAsItWasWritten(@ForAll("tokens") ConsistencyToken token) {
        assertThat(ConsistencyToken.parse(token.encode())).isEqualTo(token);
    }

    @Property
    void isFitForAHeader(@ForAll("tokens") ConsistencyToken token) {
        assertThat(token.encode()).matches("[A-Za-z0-9_-]+");
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void coversBothWritesWhenMerged(@ForAll("tokens") ConsistencyToken one, @ForAll("tokens") ConsistencyToken other) {
        Map<String, Long> expected = new HashMap<>(one.positions());
        other.positions().forEach((key, position) -> expected.merge(key, position, Math::max));

        assertThat(one.merge(other).positions()).isEqualTo(expected);
        assertThat(other.merge(one)).isEqualTo(one.merge(other));
        assertThat(one.merge(one)).isEqualTo(one);
    }

    @Property
    void refusesGarbageWithNothingButIllegalArgument(@ForAll String garbage) {
        assertReadOrRefused(garbage);
    }

    @Property
    void refusesGarbageOfItsOwnAlphabetWithNothingButIllegalArgument(
            @ForAll @CharRange(from = '0', to = 'z') String garbage) {
        assertReadOrRefused(garbage);
    }

    @Property
    void refusesEncodedGarbage(@ForAll @CharRange(from = ' ', to = '~') String garbage) {
        assertReadOrRefused(encoded(garbage));
    }

    @Example
    void refusesWhatIsAlmostAToken() {
        for (String text : new String[] {
            "orders",
            "orders/2",
            "orders/2=",
            "orders/2=-1",
            "orders/2=1,",
            ",orders/2=1",
            "orders/2=1;orders/3=1",
            "orders/12345=1",
            "Orders/2=1",
            "orders/2=1234567890123456789",
            "orders/2=1\n",
            "ordërs/2=1"
        }) {
            assertThatIllegalArgumentException().as(text).isThrownBy(() -> ConsistencyToken.parse(encoded(text)));
        }
    }

    @Example
    void refusesTextsThatAreEmptyOrTooLong() {
        String tooLong = encoded("orders/2=1,".repeat(400) + "orders/2=1");

        assertThatIllegalArgumentException().isThrownBy(() -> ConsistencyToken.parse(""));
        assertThatIllegalArgumentException().isThrownBy(() -> ConsistencyToken.parse(tooLong));
    }

    @Example
    void namesOnePartitionOfAJournal() {
        assertThat(ConsistencyToken.of("orders", 2, 991).positions()).isEqualTo(Map.of("orders/2", 991L));
    }

    private static void assertReadOrRefused(String text) {
        try {
            assertThat(ConsistencyToken.parse(text).positions()).isNotEmpty();
        } catch (IllegalArgumentException refused) {
            assertThat(refused).message().isNotBlank();
        }
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
