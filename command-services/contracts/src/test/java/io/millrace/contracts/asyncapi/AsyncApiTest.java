package io.millrace.contracts.asyncapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.millrace.contracts.CloudEvents;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventTypes;
import io.millrace.contracts.EventTypes.EventType;
import io.millrace.contracts.testing.PublishedFiles;
import io.millrace.contracts.testing.SampleStory;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;
import tools.jackson.dataformat.yaml.util.StringQuotingChecker;

/** The document in docs. With {@code -Dcontracts=release} it is written first. */
class AsyncApiTest {

    private static final Path PAGE = Path.of("../../docs/asyncapi.yaml");
    private static final String HEADING = """
            # Generated from command-services/contracts; write it anew with
            # mvn -pl command-services/contracts test -Dcontracts=release
            """;
    private static final String LOCATION = "urn:millrace:asyncapi";
    private static final JsonMapper JSON = new JsonMapper();
    private static final YAMLMapper YAML = YAMLMapper.builder(
                    YAMLFactory.builder().stringQuotingChecker(new Quotes()).build())
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .disable(YAMLWriteFeature.SPLIT_LINES)
            .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
            .enable(YAMLWriteFeature.INDENT_ARRAYS_WITH_INDICATOR)
            .build();

    private static final ObjectNode DOCUMENT = AsyncApiDocument.generate();
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_7, builder -> builder.schemas(Map.of(LOCATION, components())));

    @BeforeAll
    static void writeIfAsked() throws Exception {
        if (System.getProperty("contracts", "").equals("release")) {
            Files.writeString(PAGE, text());
        }
    }

    static Stream<EventEnvelope> events() {
        return SampleStory.ofAllTimes().stream().flatMap(story -> story.events().stream());
    }

    @Test
    void thePageSaysWhatTheContractsSay() throws Exception {
        assertThat(Files.readString(PAGE))
                .as("is not what the contracts say; write it anew with -Dcontracts=release, see docs/events.md")
                .isEqualTo(text());
    }

    @Test
    void thePageIsAnAsyncApiDocument() throws Exception {
        String json = JSON.writeValueAsString(YAML.readValue(Files.readString(PAGE), Object.class));
        try (InputStream official = AsyncApiTest.class.getResourceAsStream("/asyncapi/3.0.0.json")) {
            assertThat(REGISTRY.getSchema(Objects.requireNonNull(official)).validate(json, InputFormat.JSON))
                    .isEmpty();
        }
        assertThat(JSON.readTree(json)).isEqualTo(DOCUMENT);
    }

    @Test
    void itHasEveryVersionOfEveryEvent() {
        assertThat(DOCUMENT.at("/components/messages").properties().stream()
                        .map(Map.Entry::getKey)
                        .filter(name -> !name.endsWith(".Batch"))
                        .map(name -> name.replaceFirst("\\.", "/")))
                .containsExactlyInAnyOrderElementsOf(PublishedFiles.names("schemas").stream()
                        .filter(name -> !name.startsWith("cloudevents/"))
                        .toList());
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        assertThat(DOCUMENT.findValuesAsText("$ref"))
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                DOCUMENT.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }

    @ParameterizedTest
    @MethodSource("events")
    void whatIsPublishedFitsItsMessageAndNoOther(EventEnvelope event) {
        String json = new String(CloudEvents.encode(event), StandardCharsets.UTF_8);
        String own = event.source() + "." + event.type();

        assertThat(violations(own, json)).isEmpty();
        assertThat(EventTypes.all()
                        .map(type -> type.source() + "." + type.name())
                        .filter(name -> !name.equals(own)))
                .allSatisfy(other -> assertThat(violations(other, json)).isNotEmpty());
    }

    @Test
    void batchesFitTheMessageOfTheirChannelAndNoOther() {
        List<String> sources =
                EventTypes.all().map(EventType::source).distinct().toList();
        for (String source : sources) {
            List<EventEnvelope> events =
                    events().filter(event -> event.source().equals(source)).toList();
            String json = new String(CloudEvents.encodeBatch(events), StandardCharsets.UTF_8);

            assertThat(sources)
                    .filteredOn(other -> violations(other + ".Batch", json).isEmpty())
                    .containsExactly(source);
        }
    }

    @Test
    void itUsesOnlyWhatMeansTheSameInTheJsonSchemaOfAsyncApi() {
        Set<String> used = new TreeSet<>();
        DOCUMENT.at("/components/schemas").forEach(schema -> keywords(schema, used));

        assertThat(Set.of(
                        "title",
                        "description",
                        "type",
                        "required",
                        "properties",
                        "items",
                        "const",
                        "enum",
                        "format",
                        "pattern",
                        "minimum",
                        "maximum",
                        "minLength",
                        "maxLength",
                        "minItems",
                        "maxItems"))
                .containsAll(used);
    }

    private static void keywords(JsonNode schema, Set<String> used) {
        schema.properties().forEach(keyword -> {
            used.add(keyword.getKey());
            if (keyword.getKey().equals("properties")) {
                keyword.getValue().forEach(field -> keywords(field, used));
            } else if (keyword.getKey().equals("items")) {
                keywords(keyword.getValue(), used);
            }
        });
    }

    /** Only these hold schemas; the rest would be taken for one. */
    private static String components() {
        ObjectNode components = JSON.createObjectNode();
        components.set("components", DOCUMENT.path("components"));
        return components.toString();
    }

    private static List<Error> violations(String message, String json) {
        return REGISTRY.getSchema(SchemaLocation.of(LOCATION + "#/components/messages/" + message + "/payload"))
                .validate(json, InputFormat.JSON);
    }

    private static String text() {
        return HEADING + YAML.writeValueAsString(JSON.convertValue(DOCUMENT, Object.class));
    }

    /** Not every reader of YAML takes a time or a version for the text that it is. */
    private static final class Quotes extends StringQuotingChecker.Default {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean needToQuoteValue(String value) {
            return super.needToQuoteValue(value) || (!value.isEmpty() && Character.isDigit(value.charAt(0)));
        }
    }
}
