package io.millrace.runtime.http;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.serialization.DefaultNodeReader;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An OpenAPI 3.1 document: what a service's HTTP interface takes and gives. Reading it compiles all its schemas, which
 * takes some tenths of a second; do it once, off the event loop where that matters. Immutable.
 */
public final class Contract {

    private static final String LOCATION = "urn:millrace:contract.json";
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
    private static final Set<String> TYPES = Set.of("string", "integer", "number", "boolean");

    private final String yaml;
    private final JsonNode root;
    private final SchemaRegistry schemas;
    private final List<Operation> operations = new ArrayList<>();

    private Contract(String yaml) {
        this.yaml = yaml;
        this.root = DefaultNodeReader.builder().build().readTree(yaml, InputFormat.YAML);
        SchemaRegistryConfig config =
                SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build();
        this.schemas = SchemaRegistry.withDefaultDialect(
                Dialect.builder(Dialects.getOpenApi31())
                        .format(new EmailFormat())
                        .build(),
                // As JSON, which is read in no time; YAML is not.
                builder -> builder.schemas(Map.of(LOCATION, root.toString())).schemaRegistryConfig(config));
        readPaths();
    }

    /** Reads a resource of the class path; throws {@link InvalidContract} when it cannot be served. */
    public static Contract fromResource(String name) {
        try (InputStream in = Contract.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new InvalidContract("There is no " + name + " on the class path");
            }
            return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new InvalidContract(name + " cannot be read: " + e.getMessage());
        }
    }

    /** Reads a document; throws {@link InvalidContract} when it cannot be served. */
    public static Contract of(String yaml) {
        try {
            return new Contract(yaml);
        } catch (InvalidContract e) {
            throw e;
        } catch (RuntimeException e) {
            throw new InvalidContract("The contract cannot be read: " + e.getMessage(), e);
        }
    }

    /** The ids of all operations, in the document's order. */
    public List<String> operationIds() {
        return operations.stream().map(Operation::id).toList();
    }

    String yaml() {
        return yaml;
    }

    List<Operation> operations() {
        return operations;
    }

    private void readPaths() {
        if (!root.path("openapi").asString("").startsWith("3.1")) {
            throw new InvalidContract("The contract must be an OpenAPI 3.1 document");
        }
        Located paths = new Located(root.path("paths"), "/paths");
        for (String template : paths.names()) {
            Located path = paths.child(template);
            path.names().stream()
                    .filter(METHODS::contains)
                    .forEach(method -> operations.add(operation(template, method, path)));
        }
        if (operationIds().stream().distinct().count() != operations.size()) {
            throw new InvalidContract("Two operations of the contract have the same operationId");
        }
    }

    private Operation operation(String template, String method, Located path) {
        Located operation = path.child(method);
        String id = operation.node.path("operationId").asString("");
        if (id.isEmpty()) {
            throw new InvalidContract(method + " " + template + " has no operationId");
        }
        List<Parameter> parameters = new ArrayList<>();
        path.child("parameters").items().forEach(each -> parameters.add(parameter(id, each)));
        operation.child("parameters").items().forEach(each -> parameters.add(parameter(id, each)));
        Located body = operation.child("requestBody");
        Located schema = body.child("content").child("application/json").child("schema");
        if (!body.node.isMissingNode() && schema.node.isMissingNode()) {
            throw new InvalidContract(id + " takes a body that is not application/json");
        }
        return new Operation(
                id,
                HttpMethod.valueOf(method.toUpperCase(Locale.ROOT)),
                template,
                List.copyOf(parameters),
                schema.node.isMissingNode() ? null : check(schema),
                body.node.path("required").asBoolean(false),
                answers(operation.child("responses")));
    }

    private Parameter parameter(String operation, Located parameter) {
        String name = parameter.node.path("name").asString("");
        String in = parameter.node.path("in").asString("");
        Located schema = parameter.child("schema");
        String type = schema.node.path("type").asString("");
        if (name.isEmpty() || !Set.of("path", "query", "header").contains(in) || !TYPES.contains(type)) {
            throw new InvalidContract("Parameter '" + name + "' of " + operation
                    + " must be a string, integer, number or boolean in path, query or header");
        }
        boolean required = parameter.node.path("required").asBoolean(false);
        return new Parameter(name, in, required, type, fallback(schema.node.path("default")), check(schema));
    }

    private static @Nullable Object fallback(JsonNode node) {
        if (node.isIntegralNumber()) {
            return node.asLong();
        }
        if (node.isNumber()) {
            return node.asDouble();
        }
        if (node.isBoolean()) {
            return node.asBoolean();
        }
        return node.isString() ? node.asString() : null;
    }

    /** None where success has no content: then there is nothing that a client could decline. */
    private Set<String> answers(Located responses) {
        Set<String> types = new LinkedHashSet<>();
        boolean contentOfSuccess = false;
        for (String status : responses.names()) {
            Collection<String> content =
                    responses.child(status).child("content").names();
            types.addAll(content);
            contentOfSuccess |= status.startsWith("2") && !content.isEmpty();
        }
        return contentOfSuccess ? types : Set.of();
    }

    private SchemaCheck check(Located schema) {
        return new SchemaCheck(schemas.getSchema(SchemaLocation.of(LOCATION + "#" + schema.pointer)));
    }

    /** A node and where it is, so that its schema can be compiled with references in place. */
    private final class Located {

        private final JsonNode node;
        private final String pointer;

        Located(JsonNode node, String pointer) {
            String target = node.path("$ref").asString("");
            if (target.startsWith("#/")) {
                this.pointer = target.substring(1);
                this.node = root.at(this.pointer);
                if (this.node.isMissingNode()) {
                    throw new InvalidContract("The contract refers to " + target + ", which is not in it");
                }
            } else {
                this.node = node;
                this.pointer = pointer;
            }
        }

        Located child(String name) {
            return new Located(
                    node.path(name), pointer + "/" + name.replace("~", "~0").replace("/", "~1"));
        }

        List<String> names() {
            return List.copyOf(node.propertyNames());
        }

        List<Located> items() {
            List<Located> all = new ArrayList<>();
            for (int i = 0; i < node.size(); i++) {
                all.add(new Located(node.path(i), pointer + "/" + i));
            }
            return all;
        }
    }
}
