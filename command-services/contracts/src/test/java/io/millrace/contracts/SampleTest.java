package io.millrace.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.contracts.testing.SampleStory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SampleTest {

    private static final JsonMapper JSON = new JsonMapper();

    static List<String> samples() {
        return Published.samples();
    }

    static Stream<String> eventSamples() {
        return samples().stream().filter(name -> !name.startsWith("cloudevents/"));
    }

    @Test
    void everySchemaHasASampleAndEverySampleASchema() {
        assertThat(samples().stream().map(Published::schemaOfSample).distinct())
                .containsExactlyElementsOf(Published.schemas());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aSampleFitsItsSchema(String name) {
        assertThat(Published.violations(Published.schemaOfSample(name), Published.sample(name)))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("eventSamples")
    void aSampleIsReadAndWrittenAgainAsTheSampleOfTheCurrentVersion(String name) throws Exception {
        Event event = EventTypes.decode(Envelopes.of(Published.schemaOfSample(name), Published.sample(name)))
                .orElseThrow();

        assertThat(JSON.readTree(EventTypes.encode(event)))
                .isEqualTo(JSON.readTree(Published.sample(SampleStory.today(name))));
    }

    @Test
    void everySampleIsPartOfAStory() {
        assertThat(SampleStory.ofAllTimes().stream()
                        .flatMap(story -> story.samples().stream())
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(eventSamples().toList());
    }

    @Test
    void theSampleOfOneEventIsReadAndWrittenAgainAsItWas() throws Exception {
        String sample = Published.sample("cloudevents/Event.v1");

        List<EventEnvelope> read = CloudEvents.decode(CloudEvents.SINGLE, sample.getBytes(StandardCharsets.UTF_8));

        assertThat(read).hasSize(1);
        assertThat(JSON.readTree(CloudEvents.encode(read.get(0)))).isEqualTo(JSON.readTree(sample));
    }

    @Test
    void theSampleOfABatchIsReadAndWrittenAgainAsItWas() throws Exception {
        String sample = Published.sample("cloudevents/Batch.v1");

        List<EventEnvelope> read = CloudEvents.decode(CloudEvents.BATCH, sample.getBytes(StandardCharsets.UTF_8));

        assertThat(read).extracting(EventEnvelope::position).containsExactly(991L, 992L, 993L);
        assertThat(JSON.readTree(CloudEvents.encodeBatch(read))).isEqualTo(JSON.readTree(sample));
    }

    @Test
    void whatTheCloudEventsSamplesCarryFitsItsOwnSchema() {
        String sample = Published.sample("cloudevents/Batch.v1");

        assertThat(CloudEvents.decode(CloudEvents.BATCH, sample.getBytes(StandardCharsets.UTF_8)))
                .allSatisfy(envelope -> {
                    assertThat(Published.violations(envelope.source() + "/" + envelope.type(), envelope.data()))
                            .isEmpty();
                    assertThat(EventTypes.decode(envelope))
                            .hasValueSatisfying(
                                    event -> assertThat(event.aggregateId()).isEqualTo(envelope.aggregateId()));
                });
    }
}
