package io.millrace.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventsTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String DATA = "{\"name\":\"Zoë 🦊 李\"}";
    private static final String ATTRIBUTES =
            "\"specversion\":\"1.0\",\"id\":\"Ünïcödé 🦊\",\"source\":\"/services/orders\","
                    + "\"type\":\"OrderPlaced.v1\",\"subject\":\"李\",\"time\":\"2026-11-22T10:15:30.123456Z\",\"partition\":3,"
                    + "\"sequence\":\"00000000000000000007\",\"aggregateversion\":\"1\"";

    @Nested
    class Reads {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    DATA,
                    "{}",
                    "{\"a\" : [ 1, {\"b\":null} ] ,\n\"ü\":\"\\u00fc\\\"}\"}",
                    "[]",
                    "[[1],[2]]",
                    "\"text with \\\" and 🦊\"",
                    "\"\"",
                    "0",
                    "-12.50e+7",
                    "true",
                    "false",
                })
        void dataExactlyAsItStandsInTheMessage(String data) {
            assertThat(one("{" + ATTRIBUTES + ",\"data\":" + data + "}").data()).isEqualTo(data);
            assertThat(one("{\"data\":" + data + "," + ATTRIBUTES + "}").data()).isEqualTo(data);
            assertThat(one(" {\t" + ATTRIBUTES + ",\"data\" :\r\n " + data + " \n}\n")
                            .data())
                    .isEqualTo(data);
        }

        @Test
        void pastAttributesAndExtensionsThatAreNotOurs() {
            EventEnvelope read =
                    one("{\"comexample\":{\"data\":[{\"id\":\"x\"}]},\"list\":[1,{\"data\":2}],\"flag\":true,"
                            + ATTRIBUTES + ",\"data\":" + DATA + ",\"number\":1.5,\"nothing\":null}");

            assertThat(read).isEqualTo(one("{" + ATTRIBUTES + ",\"data\":" + DATA + "}"));
        }

        @Test
        void nullAsAnAttributeThatIsAbsent() {
            assertThat(one("{\"traceparent\":null,\"data_base64\":null," + ATTRIBUTES + ",\"data\":{}}")
                            .traceparent())
                    .isNull();
        }

        @Test
        void numbersWrittenAsTextAndTextsAsNumbers() {
            EventEnvelope read =
                    one(event().put("partition", "3").put("sequence", 7).put("aggregateversion", 12));

            assertThat(read)
                    .extracting(EventEnvelope::partition, EventEnvelope::position, EventEnvelope::aggregateVersion)
                    .containsExactly(3, 7L, 12L);
        }

        @Test
        void timesOfAnyZone() {
            assertThat(one(event().put("time", "2026-11-22T12:15:30+02:00")).time())
                    .isEqualTo(Instant.parse("2026-11-22T10:15:30Z"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "application/cloudevents+json; charset=utf-8",
                    "Application/CloudEvents+JSON",
                    " application/cloudevents+json ;charset=UTF-8"
                })
        void contentTypesWithParametersAndInAnyCase(String contentType) {
            assertThat(CloudEvents.decode(contentType, bytes(event().toString())))
                    .hasSize(1);
        }

        @Test
        void anEmptyBatch() {
            assertThat(CloudEvents.decode(CloudEvents.BATCH, bytes(" [ ] "))).isEmpty();
        }

        @Test
        void aVeryLargeBatch() {
            String data = "{\"text\":\"" + "ü".repeat(5000) + "\"}";
            List<EventEnvelope> envelopes = LongStream.rangeClosed(1, 500)
                    .mapToObj(position -> envelope("id-" + position, position, data))
                    .toList();

            byte[] body = CloudEvents.encodeBatch(envelopes);

            assertThat(body).hasSizeGreaterThan(5_000_000);
            assertThat(CloudEvents.decode(CloudEvents.BATCH, body)).isEqualTo(envelopes);
        }
    }

    @Nested
    class Refuses {

        @ParameterizedTest
        @NullSource
        @ValueSource(
                strings = {
                    "",
                    "application/json",
                    "application/cloudevents+json2",
                    "application/cloudevents-batch+jsonx; charset=utf-8",
                    "text/plain; application/cloudevents+json"
                })
        void otherContentTypes(@Nullable String contentType) {
            assertRefused(contentType, bytes(event().toString()), "content type");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "specversion",
                    "id",
                    "source",
                    "type",
                    "subject",
                    "time",
                    "partition",
                    "sequence",
                    "aggregateversion",
                    "data"
                })
        void anEventThatLacksWhatWeNeed(String attribute) {
            ObjectNode without = event();
            without.remove(attribute);

            assertRefused(without.toString(), attribute);
            assertRefused(event().putNull(attribute).toString(), attribute);
        }

        @ParameterizedTest
        @ValueSource(strings = {"\"id\":\"other\"", "\"sequence\":\"8\"", "\"data\":{}", "\"data\":[1]"})
        void anEventThatHasAnAttributeTwice(String again) {
            assertRefused("{" + again + "," + ATTRIBUTES + ",\"data\":{}," + again + "}", "twice");
        }

        @Test
        void binaryData() {
            assertRefused("{" + ATTRIBUTES + ",\"data_base64\":\"e30=\"}", "data_base64");
            assertRefused("{" + ATTRIBUTES + ",\"data\":{},\"data_base64\":\"e30=\"}", "data_base64");
        }

        @ParameterizedTest
        @CsvSource({
            "specversion, 0.3",
            "source, orders",
            "source, /elsewhere/orders",
            "time, yesterday",
            "time, 2026-11-22",
            "partition, -1",
            "partition, 2147483648",
            "partition, two",
            "partition, 1.5",
            "sequence, 0",
            "sequence, -7",
            "sequence, 9223372036854775808",
            "sequence, ''",
            "aggregateversion, 0",
            "aggregateversion, x"
        })
        void anAttributeThatMakesNoSenseAndNamesIt(String attribute, String value) {
            assertRefused(event().put(attribute, value).toString(), attribute);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "null", "5", "\"text\"", "[]", "{}", "[{}]", "{]", "\u0000"})
        void whatIsNoEvent(String body) {
            assertRefused(body, "");
        }

        @ParameterizedTest
        @ValueSource(strings = {"{}", "null", "5", "[5]", "[null]", "[[]]", "[{}]", "[", "[,]", "]"})
        void whatIsNoBatch(String body) {
            assertRefused(CloudEvents.BATCH, bytes(body), "");
        }

        @ParameterizedTest
        @ValueSource(strings = {"{}", "x", "]", ",", "\u0000", "\"", "null"})
        void somethingAfterTheEnd(String garbage) {
            assertRefused(event() + garbage, "");
            assertRefused(CloudEvents.BATCH, bytes("[" + event() + "]" + garbage), "");
        }

        @Test
        void anythingCutOffAnywhere() {
            byte[] single = bytes("{\"data\":" + DATA + "," + ATTRIBUTES + ",\"list\":[1,{\"x\":-2.5e1}]}");
            byte[] batch = CloudEvents.encodeBatch(List.of(envelope("🦊", 1, DATA), envelope("ü", 2, "12")));

            for (int length = 0; length < single.length; length++) {
                assertRefused(CloudEvents.SINGLE, Arrays.copyOf(single, length), "");
            }
            for (int length = 0; length < batch.length; length++) {
                assertRefused(CloudEvents.BATCH, Arrays.copyOf(batch, length), "");
            }
        }

        @Test
        void otherEncodingsThanUtf8() {
            String event = event().toString();

            assertRefused(CloudEvents.SINGLE, event.getBytes(StandardCharsets.UTF_16), "");
            assertRefused(CloudEvents.SINGLE, event.getBytes(StandardCharsets.UTF_16LE), "");
            assertRefused(CloudEvents.SINGLE, event.getBytes(StandardCharsets.ISO_8859_1), "");
        }

        @Test
        void absurdlyDeepNesting() {
            String deep = "[".repeat(100_000);

            assertRefused("{" + ATTRIBUTES + ",\"data\":" + deep, "depth");
            assertRefused("{" + ATTRIBUTES + ",\"ignored\":" + deep, "depth");
        }
    }

    @Nested
    class Writes {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "\"",
                    "\\",
                    "\u0000\u001f\n",
                    "\u2028",
                    "🦊",
                    "\",\"data\":{\"",
                    "\uffff",
                    "\ud83e",
                    "\udd8a\ud83eb"
                })
        void validJsonWhateverTheTexts(String odd) throws Exception {
            EventEnvelope envelope = new EventEnvelope(odd, "orders", 0, 1, odd, 1, odd, Envelopes.TIME, odd, DATA);

            assertThat(JSON.readTree(CloudEvents.encode(envelope)).path("id").asText())
                    .isEqualTo(odd);
            assertThat(CloudEvents.decode(CloudEvents.SINGLE, CloudEvents.encode(envelope)))
                    .containsExactly(envelope);
        }

        @Test
        void sequencesThatSortAsTextAsTheyDoAsNumbers() throws Exception {
            List<String> sequences = LongStream.of(1, 9, 10, 991, 1_000_000, Long.MAX_VALUE)
                    .mapToObj(position -> sequenceOf(envelope("id", position, "{}")))
                    .toList();

            assertThat(sequences).isSorted().allMatch(sequence -> sequence.length() == 20);
        }

        @ParameterizedTest
        @ValueSource(strings = {"\ud83e", "\udd8a", "a\ud83eb"})
        void nothingRatherThanDataWithHalfASurrogatePair(String half) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CloudEvents.encode(envelope("id", 1, "\"" + half + "\"")));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CloudEvents.encodeBatch(List.of(envelope("id", 1, "\"" + half + "\""))));
        }
    }

    private static void assertRefused(String body, String message) {
        assertRefused(CloudEvents.SINGLE, bytes(body), message);
    }

    private static void assertRefused(@Nullable String contentType, byte[] body, String message) {
        assertThatExceptionOfType(MalformedEventException.class)
                .as(() -> new String(body, StandardCharsets.UTF_8))
                .isThrownBy(() -> CloudEvents.decode(contentType, body))
                .withMessageContaining(message);
    }

    private static EventEnvelope one(Object body) {
        List<EventEnvelope> read = CloudEvents.decode(CloudEvents.SINGLE, bytes(body.toString()));
        assertThat(read).hasSize(1);
        return read.get(0);
    }

    private static EventEnvelope envelope(String id, long position, String data) {
        return new EventEnvelope(
                id, "orders", 3, position, "subject", position, "OrderPlaced.v1", Envelopes.TIME, null, data);
    }

    private static ObjectNode event() {
        return parse(bytes("{" + ATTRIBUTES + ",\"data\":" + DATA + "}"));
    }

    private static String sequenceOf(EventEnvelope envelope) {
        return parse(CloudEvents.encode(envelope)).path("sequence").asText();
    }

    private static ObjectNode parse(byte[] json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (Exception e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
