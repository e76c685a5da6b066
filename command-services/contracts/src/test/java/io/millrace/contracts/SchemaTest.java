package io.millrace.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.contracts.EventTypes.EventType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaTest {

    private static final JsonMapper JSON = new JsonMapper();

    static Stream<EventType> types() {
        return EventTypes.all();
    }

    static List<String> schemas() {
        return Published.schemas();
    }

    static List<String> eventSchemas() {
        return Published.eventSchemas();
    }

    @Test
    void everyVersionOfAnEventTypeHasASchemaAndEverySchemaAnEventType() {
        assertThat(Published.eventSchemas())
                .containsExactlyInAnyOrderElementsOf(
                        types().flatMap(SchemaTest::versionsOf).toList());
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void aSchemaIsOneByJsonSchema(String name) {
        assertThat(Published.violationsOfJsonSchema(name)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void aSchemaIsNamedAsDataschemaNamesIt(String name) throws Exception {
        JsonNode schema = JSON.readTree(Published.schema(name));

        assertThat(schema.path("$id").asText()).isEqualTo("urn:millrace:schema:" + name.replace('/', ':'));
        assertThat(name).contains("/" + schema.path("title").asText() + ".v");
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void aSchemaStandsAloneAndDescribesEveryField(String name) throws Exception {
        JsonNode schema = JSON.readTree(Published.schema(name));

        assertThat(schema.findValues("$ref")).isEmpty();
        assertThat(schema.path("description").asText()).isNotBlank();
        for (JsonNode properties : schema.findValues("properties")) {
            assertThat(undescribed(properties)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("eventSchemas")
    void aSchemaRefusesAnEventThatLacksARequiredField(String name) throws Exception {
        for (JsonNode field : JSON.readTree(Published.schema(name)).path("required")) {
            ObjectNode sample = (ObjectNode) JSON.readTree(Published.sample(name));
            sample.remove(field.asText());

            assertThat(Published.violations(name, sample.toString()))
                    .singleElement()
                    .asString()
                    .contains(field.asText());
        }
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void aSchemaLetsReadersMeetFieldsOfLaterVersions(String name) throws Exception {
        assertThat(JSON.readTree(Published.schema(name)).findValues("additionalProperties"))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("types")
    void aSchemaHasTheFieldsOfTheRecordAndRequiresThoseThatAreNeverNull(EventType type) throws Exception {
        JsonNode schema = JSON.readTree(Published.schema(nameOf(type)));
        RecordComponent[] components = type.eventClass().getRecordComponents();

        assertThat(fieldNames(schema.path("properties")))
                .containsExactlyElementsOf(
                        Arrays.stream(components).map(RecordComponent::getName).toList());
        assertThat(schema.path("required"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(Arrays.stream(components)
                        .filter(component -> !component.getAnnotatedType().isAnnotationPresent(Nullable.class))
                        .map(RecordComponent::getName)
                        .toList());
    }

    private static String nameOf(EventType type) {
        return type.source() + "/" + type.name();
    }

    private static Stream<String> versionsOf(EventType type) {
        return IntStream.rangeClosed(1, type.version()).mapToObj(version -> type.source() + "/" + type.name(version));
    }

    private static List<String> fieldNames(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> undescribed(JsonNode properties) {
        List<String> names = fieldNames(properties);
        names.removeIf(
                name -> !properties.path(name).path("description").asText().isBlank());
        return names;
    }
}
