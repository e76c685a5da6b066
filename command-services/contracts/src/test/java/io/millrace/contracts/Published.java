package io.millrace.contracts;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The schemas and samples that the module ships, by their names within their folders, such as {@code orders/OrderPlaced.v1}. */
final class Published {

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

    private Published() {}

    static List<String> schemas() {
        return names("schemas");
    }

    static List<String> samples() {
        return names("samples");
    }

    static String schema(String name) {
        return text("schemas", name);
    }

    static String sample(String name) {
        return text("samples", name);
    }

    /** The schema that a sample belongs to: {@code orders/OrderCancelled.v1} of {@code orders/OrderCancelled.v1.minimal}. */
    static String schemaOfSample(String sample) {
        return sample.replaceFirst("(\\.v\\d+)\\..*", "$1");
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

    private static List<String> names(String folder) {
        Path root = folder(folder);
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .map(name -> name.replaceFirst("\\.json$", ""))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(String folder, String name) {
        try {
            return Files.readString(folder(folder).resolve(name + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder(String name) {
        URL url = Objects.requireNonNull(EventTypes.class.getResource("/" + name), name);
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
