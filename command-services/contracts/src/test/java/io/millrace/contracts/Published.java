package io.millrace.contracts;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.millrace.contracts.testing.PublishedFiles;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The schemas and samples that the module ships, by their names within their folders, such as {@code orders/OrderPlaced.v1}. */
final class Published {

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

    private Published() {}

    static List<String> schemas() {
        return PublishedFiles.names("schemas");
    }

    /** Those of every version of every event. */
    static List<String> eventSchemas() {
        return schemas().stream()
                .filter(name -> !name.startsWith("cloudevents/"))
                .toList();
    }

    static List<String> samples() {
        return PublishedFiles.names("samples");
    }

    static String schema(String name) {
        return PublishedFiles.text("schemas", name);
    }

    static String sample(String name) {
        return PublishedFiles.text("samples", name);
    }

    /** The schema that a sample belongs to: {@code orders/OrderCancelled.v1} of {@code orders/OrderCancelled.v1.minimal}. */
    static String schemaOfSample(String sample) {
        return PublishedFiles.schemaOfSample(sample);
    }

    /** What is wrong with a JSON text by a schema; empty if it fits. */
    static List<String> violations(String schemaName, String json) {
        return violations(SCHEMAS.computeIfAbsent(schemaName, name -> REGISTRY.getSchema(schema(name))), json);
    }

    /** What is wrong with a schema by JSON Schema itself. */
    static List<String> violationsOfJsonSchema(String schemaName) {
        SchemaLocation metaSchema = SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId());
        return violations(REGISTRY.getSchema(metaSchema), schema(schemaName));
    }

    private static List<String> violations(Schema schema, String json) {
        return schema
                .validate(
                        json,
                        InputFormat.JSON,
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(Error::toString)
                .toList();
    }
}
