package io.millrace.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.contracts.CustomerEvent.CustomerRegistered;
import io.millrace.contracts.CustomerEvent.CustomerRenamed;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpcastingTest {

    private static final JsonMapper JSON = new JsonMapper();

    @Nested
    class TheNameOfACustomerOfVersionOne {

        @ParameterizedTest
        @CsvSource(
                quoteCharacter = '|',
                value = {
                    "Ada Lovelace, Ada, Lovelace",
                    "Augusta Ada King Lovelace, Augusta Ada King, Lovelace",
                    "|  Ada \t\n Lovelace |, Ada, Lovelace",
                    "Sukarno, Sukarno, ||",
                    "| Sukarno |, Sukarno, ||",
                    "Ludwig van\u00a0Beethoven, Ludwig, van\u00a0Beethoven",
                    "李\u3000小龙, 李, 小龙",
                    "🦊 🦊, 🦊, 🦊",
                })
        void isSplitBeforeItsLastWord(String name, String first, String last) {
            CustomerRegistered read = read(name);

            assertThat(read.firstName()).isEqualTo(first);
            assertThat(read.lastName()).isEqualTo(last);
        }
    }

    @Provide
    Arbitrary<String> names() {
        return RandomEvents.text()
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(words -> String.join(" ", words))
                .filter(name -> !name.isBlank());
    }

    @Property
    void everyNameOfVersionOneIsWholeAgainWhenPutTogether(@ForAll("names") String name) {
        CustomerRegistered read = read(name);

        String whole = (read.firstName() + " " + read.lastName()).strip();
        assertThat(withoutWhiteSpace(whole)).isEqualTo(withoutWhiteSpace(name));
        assertThat(Published.violations("customers/CustomerRegistered.v2", EventTypes.encode(read)))
                .isEmpty();
    }

    @Test
    void whatIsNotKnownOfVersionOneIsPassedOver() {
        ObjectNode data = versionOne("Ada Lovelace").put("title", "Countess");

        assertThat(EventTypes.decode(Envelopes.of("customers/CustomerRegistered.v1", data.toString())))
                .contains(read("Ada Lovelace"));
    }

    @Test
    void goesFromVersionToVersion() throws Exception {
        Upcaster second = data -> data.put("firstName", Upcaster.take(data, "given"));
        Upcaster third = data -> data.put("lastName", data.path("firstName").textValue() + "son");

        EventReader reader = new EventReader(EventTypes.of(CustomerRenamed.class), JSON, List.of(second, third));

        assertThat(reader.read("{\"customerId\":\"c\",\"given\":\"Peter\"}"))
                .isEqualTo(new CustomerRenamed("c", "Peter", "Peterson"));
    }

    @Test
    void aTypeIsFoundByTheNameOfAnyOfItsVersions() {
        EventTypes.EventType type = EventTypes.of(CustomerRegistered.class);

        assertThat(type.name()).isEqualTo("CustomerRegistered.v2");
        assertThat(List.of("CustomerRegistered.v1", "CustomerRegistered.v2", "CustomerRegistered.v3"))
                .allSatisfy(name -> assertThat(EventTypes.find(name)).contains(type));
        assertThat(List.of(
                        "CustomerRegistered", "CustomerRegistered.v0", "CustomerRegistered.v1.v1", "Customer.v1", ""))
                .allSatisfy(name -> assertThat(EventTypes.find(name)).isEmpty());
    }

    private static CustomerRegistered read(String name) {
        return (CustomerRegistered) EventTypes.decode(Envelopes.of(
                        "customers/CustomerRegistered.v1", versionOne(name).toString()))
                .orElseThrow();
    }

    private static ObjectNode versionOne(String name) {
        return JSON.createObjectNode()
                .put("customerId", "019aab3e-5d10-7c1a-9f4e-2b7a61d0c001")
                .put("name", name)
                .put("email", "ada@example.org");
    }

    private static String withoutWhiteSpace(String text) {
        return text.codePoints()
                .filter(point -> !Character.isWhitespace(point))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
