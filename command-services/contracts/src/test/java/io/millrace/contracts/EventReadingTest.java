package io.millrace.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventReadingTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String REGISTERED = "customers/CustomerRegistered.v1";
    private static final String RENAMED = "customers/CustomerRenamed.v1";
    private static final String RECEIVED = "inventory/StockReceived.v1";
    private static final String PLACED = "orders/OrderPlaced.v1";

    static List<String> schemas() {
        return Published.eventSchemas();
    }

    static Stream<Arguments> requiredFields() {
        return schemas().stream()
                .flatMap(schema -> StreamSupport.stream(
                                parse(Published.schema(schema)).path("required").spliterator(), false)
                        .map(field -> Arguments.of(schema, field.asText())));
    }

    @Nested
    class Tolerates {

        @ParameterizedTest
        @MethodSource("io.millrace.contracts.EventReadingTest#schemas")
        void fieldsThatItDoesNotKnow(String schema) {
            ObjectNode data = sample(schema);
            data.put("newInVersion2", true)
                    .putObject("andMore")
                    .putArray("nested")
                    .add(1);

            assertThat(read(schema, data)).isEqualTo(read(schema, sample(schema)));
        }

        @Test
        void nullWhereAFieldIsOptional() {
            ObjectNode data =
                    sample("orders/OrderCancelled.v1").putNull("reason").putNull("confirmedAt");

            assertThat(read("orders/OrderCancelled.v1", data))
                    .extracting("reason", "confirmedAt")
                    .containsOnlyNulls();
        }

        @Test
        void aTypeThatItDoesNotKnowByPassingOverIt() {
            assertThat(EventTypes.decode(Envelopes.of("orders/OrderPraised.v1", "{}")))
                    .isEmpty();
            assertThat(EventTypes.decode(Envelopes.of("orders/OrderPlaced", "{}")))
                    .isEmpty();
            assertThat(EventTypes.decode(Envelopes.of("orders/OrderPlaced.v0", "{}")))
                    .isEmpty();
        }
    }

    @Nested
    class Refuses {

        @ParameterizedTest
        @MethodSource("io.millrace.contracts.EventReadingTest#requiredFields")
        void anEventWithoutARequiredFieldAndNamesIt(String schema, String field) {
            ObjectNode data = sample(schema);
            data.remove(field);

            assertRefused(schema, data.toString(), field);
        }

        @ParameterizedTest
        @MethodSource("io.millrace.contracts.EventReadingTest#requiredFields")
        void aRequiredFieldThatIsNullAndNamesIt(String schema, String field) {
            assertRefused(schema, sample(schema).putNull(field).toString(), field);
        }

        @Test
        void aMissingFieldWithPlaceAndNameInTheMessage() {
            ObjectNode data = sample(RENAMED);
            data.remove("lastName");

            assertRefused(
                    RENAMED,
                    data.toString(),
                    "CustomerRenamed.v1 at customers/3 position 7 cannot be read: lastName: missing");
        }

        @Test
        void aMissingFieldDeepInside() {
            ObjectNode data = sample(PLACED);
            ((ObjectNode) data.at("/lines/1/unitPrice")).remove("currency");

            assertRefused(PLACED, data.toString(), "lines[1].unitPrice.currency: missing");
        }

        @ParameterizedTest
        @ValueSource(strings = {"OrderPlaced.v2", "OrderPlaced.v10", "OrderPlaced.v99999999999"})
        void aLaterVersionOfATypeThatItKnows(String type) {
            assertRefused(
                    "orders/" + type,
                    sample(PLACED).toString(),
                    type + " at orders/3 position 7 cannot be read: this build knows OrderPlaced up to version 1");
        }

        @Test
        void nullInAList() {
            ObjectNode data = sample(PLACED);
            data.withArray("lines").addNull();

            assertRefused(PLACED, data.toString(), "lines");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    RENAMED + "|firstName|5",
                    RENAMED + "|firstName|1.5",
                    RENAMED + "|firstName|true",
                    RENAMED + "|firstName|[]",
                    RENAMED + "|firstName|{}",
                    REGISTERED + "|name|5",
                    REGISTERED + "|name|{}",
                    RECEIVED + "|quantity|\"5\"",
                    RECEIVED + "|quantity|\"\"",
                    RECEIVED + "|quantity|5.5",
                    RECEIVED + "|quantity|true",
                    RECEIVED + "|quantity|9223372036854775808",
                    RECEIVED + "|quantity|[1]",
                    PLACED + "|lines|{}",
                    PLACED + "|lines|[1]",
                    PLACED + "|lines|\"\"",
                    PLACED + "|total|1999",
                    PLACED + "|total|\"\"",
                    PLACED + "|total|[]",
                    "catalog/ProductAdded.v1|attributes|[]",
                    "catalog/ProductAdded.v1|attributes|\"\"",
                    "orders/OrderConfirmed.v1|confirmedAt|\"yesterday\"",
                    "orders/OrderConfirmed.v1|confirmedAt|\"\"",
                    "orders/OrderConfirmed.v1|confirmedAt|true",
                    "orders/OrderRejected.v1|shortProductIds|[7]",
                })
        void aFieldOfAnotherTypeAndNamesIt(String schema, String field, String value) {
            ObjectNode data = sample(schema);
            data.set(field, parse(value));

            assertRefused(schema, data.toString(), ": " + field);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"", " ", "null", "[]", "5", "\"text\"", "{", "{}x", "{} {}", "{\"customerId\":", "\u0000"})
        void whatIsNoJsonObject(String data) {
            assertRefused("customers/CustomerClosed.v1", data, "CustomerClosed.v1 at customers/3 position 7");
            assertRefused(REGISTERED, data, "CustomerRegistered.v1 at customers/3 position 7");
        }

        @Test
        void somethingAfterTheEndOfTheObject() {
            assertRefused("customers/CustomerClosed.v1", sample("customers/CustomerClosed.v1") + " 1", "railing");
            assertRefused(REGISTERED, sample(REGISTERED) + " 1", "railing");
        }

        @Test
        void absurdlyDeepNesting() {
            String deep = "{\"attributes\":{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}}";

            assertRefused("catalog/ProductAdded.v1", deep, "depth");
        }
    }

    private static void assertRefused(String schema, String data, String message) {
        assertThatExceptionOfType(MalformedEventException.class)
                .isThrownBy(() -> EventTypes.decode(Envelopes.of(schema, data)))
                .withMessageContaining(message);
    }

    private static Event read(String schema, ObjectNode data) {
        return EventTypes.decode(Envelopes.of(schema, data.toString())).orElseThrow();
    }

    private static ObjectNode sample(String schema) {
        return (ObjectNode) parse(Published.sample(schema));
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (Exception e) {
            throw new IllegalArgumentException(json, e);
        }
    }
}
