package io.millrace.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class CloudEventsRoundTripTest {

    private static final JsonMapper JSON = new JsonMapper();

    @Provide
    Arbitrary<EventEnvelope> envelopes() {
        return RandomEvents.envelopes();
    }

    @Property
    void oneEventIsReadAsItWasWritten(@ForAll("envelopes") EventEnvelope envelope) {
        assertThat(CloudEvents.decode(CloudEvents.SINGLE, CloudEvents.encode(envelope)))
                .containsExactly(envelope);
    }

    @Property(tries = 300)
    void aBatchIsReadAsItWasWrittenInItsOrder(
            @ForAll @Size(max = 12) List<@From("envelopes") EventEnvelope> envelopes) {
        assertThat(CloudEvents.decode(CloudEvents.BATCH, CloudEvents.encodeBatch(envelopes)))
                .isEqualTo(envelopes);
    }

    @Property(tries = 300)
    void attributesMayComeInAnyOrderWithAnySpacing(@ForAll("envelopes") EventEnvelope envelope, @ForAll Random random)
            throws Exception {
        ObjectNode event = (ObjectNode) JSON.readTree(CloudEvents.encode(envelope));
        List<Map.Entry<String, JsonNode>> attributes = new ArrayList<>(event.properties());
        Collections.shuffle(attributes, random);
        ObjectNode shuffled = JSON.createObjectNode();
        attributes.forEach(attribute -> shuffled.set(attribute.getKey(), attribute.getValue()));

        List<EventEnvelope> read =
                CloudEvents.decode(CloudEvents.SINGLE, bytes("\r\n\t " + shuffled.toPrettyString() + " \n"));

        assertThat(read)
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("data")
                .containsExactly(envelope);
        assertThat(JSON.readTree(read.get(0).data())).isEqualTo(JSON.readTree(envelope.data()));
    }

    @Property(tries = 200)
    void arbitraryBytesAreReadOrRefusedButNeverAnythingElse(@ForAll byte[] body, @ForAll boolean batch) {
        Refusal.ifAny(batch ? CloudEvents.BATCH : CloudEvents.SINGLE, body);
    }

    @Property(tries = 500)
    void aDamagedMessageIsReadOrRefusedButNeverAnythingElse(
            @ForAll("envelopes") EventEnvelope envelope, @ForAll Random random) {
        byte[] body = CloudEvents.encodeBatch(List.of(envelope, envelope));
        body[random.nextInt(body.length)] = (byte) random.nextInt(256);

        Refusal.ifAny(CloudEvents.BATCH, body);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
