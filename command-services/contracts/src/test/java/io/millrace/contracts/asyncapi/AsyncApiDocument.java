package io.millrace.contracts.asyncapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.contracts.CloudEvents;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventTypes;
import io.millrace.contracts.EventTypes.EventType;
import io.millrace.contracts.testing.PublishedFiles;
import io.millrace.contracts.testing.SampleStory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The contracts as AsyncAPI 3.0: a channel for each service's exchange, and on it a message for every version of each of its
 * events, and their batches. Schemas are those of the contracts; what they use of JSON Schema is in draft 7, which is what
 * AsyncAPI builds on, as well.
 */
final class AsyncApiDocument {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String EVENT = "cloudevents.Event.v1";
    private static final String BINDING = "0.3.0";

    private final ObjectNode document = JSON.createObjectNode();
    private final ObjectNode messages = JSON.createObjectNode();
    private final ObjectNode schemas = JSON.createObjectNode();

    private AsyncApiDocument() {}

    static ObjectNode generate() {
        return new AsyncApiDocument().build();
    }

    private ObjectNode build() {
        document.put("asyncapi", "3.0.0").put("id", "urn:millrace:events");
        document.putObject("info")
                .put("title", "Millrace events")
                .put("version", "1.0.0")
                .put(
                        "description",
                        "What services tell each other: CloudEvents 1.0 in structured JSON over AMQP 0-9-1. Every message"
                                + " carries its own version. docs/events.md tells what events mean and how they change.")
                .putObject("license")
                .put("name", "Apache-2.0");
        document.put("defaultContentType", CloudEvents.SINGLE);
        document.putObject("servers")
                .putObject("broker")
                .put("host", "localhost:5672")
                .put("protocol", "amqp")
                .put("protocolVersion", "0-9-1")
                .put("description", "RabbitMQ, wherever MILLRACE_AMQP_URI says.");
        ObjectNode channels = document.putObject("channels");
        ObjectNode operations = document.putObject("operations");
        sources().forEach(source -> {
            channels.set(source, channel(source));
            operations.set(source + ".publish", publish(source));
        });
        schemas.set(EVENT, schema("cloudevents/Event.v1"));
        ObjectNode components = document.putObject("components");
        components.set("messages", messages);
        components.set("schemas", schemas);
        return document;
    }

    private static Stream<String> sources() {
        return EventTypes.all().map(EventType::source).distinct();
    }

    private ObjectNode channel(String source) {
        ObjectNode channel = JSON.createObjectNode()
                .put("title", "Events of " + source)
                .put("address", source + ".{partition}")
                .put(
                        "description",
                        "Published to the exchange " + source + ".events with the routing key " + source
                                + ".<partition>. A subscriber binds a queue of its own, with " + source
                                + ".# for all partitions. Sequences are dense within a partition: a lower one is a"
                                + " duplicate, a higher one than expected shows that something is missing.");
        channel.putObject("parameters")
                .putObject("partition")
                .put("description", "Partition of the owner's journal, from 0. All events of an aggregate are in one.");
        ObjectNode ofChannel = channel.putObject("messages");
        for (EventType type : types(source)) {
            IntStream.rangeClosed(1, type.version()).forEach(version -> {
                String name = source + "." + type.name(version);
                schemas.set(name, schema(source + "/" + type.name(version)));
                messages.set(name, message(type, version));
                ofChannel.set(type.name(version), reference("messages", name));
            });
        }
        messages.set(source + ".Batch", batch(source));
        ofChannel.set("Batch", reference("messages", source + ".Batch"));
        ObjectNode amqp = channel.putObject("bindings").putObject("amqp").put("is", "routingKey");
        amqp.putObject("exchange")
                .put("name", source + ".events")
                .put("type", "topic")
                .put("durable", true)
                .put("autoDelete", false);
        amqp.put("bindingVersion", BINDING);
        return channel;
    }

    private static ObjectNode publish(String source) {
        ObjectNode operation = JSON.createObjectNode()
                .put("action", "send")
                .put("title", "The " + source + " service tells what it has decided")
                .put(
                        "description",
                        "From its journal, in order, at least once, confirmed by the broker. Several events of a partition"
                                + " that are there at the same time travel as one batch.");
        operation.putObject("channel").put("$ref", "#/channels/" + source);
        operation
                .putObject("bindings")
                .putObject("amqp")
                .put("deliveryMode", 2)
                .put("mandatory", true)
                .put("bindingVersion", BINDING);
        return operation;
    }

    private static ObjectNode message(EventType type, int version) {
        String name = type.name(version);
        String file = type.source() + "/" + name;
        ObjectNode schema = schema(file);
        ObjectNode message = JSON.createObjectNode()
                .put("name", name)
                .put("title", type.simpleName() + (version < type.version() ? ", a former version" : ""))
                .put("summary", schema.path("description").textValue())
                .put("contentType", CloudEvents.SINGLE);
        if (version < type.version()) {
            message.put("description", "No longer written. Journals hold it, so that replays carry it.");
        }
        ArrayNode parts = message.putObject("payload").putArray("allOf");
        parts.add(reference("schemas", EVENT));
        ObjectNode attributes = parts.addObject().put("type", "object").putObject("properties");
        attributes.putObject("source").put("const", "/services/" + type.source());
        attributes.putObject("type").put("const", name);
        attributes.putObject("dataschema").put("const", "urn:millrace:schema:" + file.replace('/', ':'));
        attributes.set("data", reference("schemas", type.source() + "." + name));
        ObjectNode example = message.putArray("examples").addObject().put("name", name);
        example.set("payload", example(file));
        return message;
    }

    private static ObjectNode batch(String source) {
        ObjectNode message = JSON.createObjectNode()
                .put("name", "Batch")
                .put("title", "Several events of one partition")
                .put("summary", "In the order of their sequence, without holes.")
                .put("contentType", CloudEvents.BATCH);
        ArrayNode events = message.putObject("payload")
                .put("type", "array")
                .putObject("items")
                .putArray("oneOf");
        types(source)
                .forEach(type -> IntStream.rangeClosed(1, type.version())
                        .mapToObj(version -> source + "." + type.name(version))
                        .forEach(name -> events.addObject().put("$ref", "#/components/messages/" + name + "/payload")));
        return message;
    }

    private static List<EventType> types(String source) {
        return EventTypes.all().filter(type -> type.source().equals(source)).toList();
    }

    private static ObjectNode reference(String kind, String name) {
        return JSON.createObjectNode().put("$ref", "#/components/" + kind + "/" + name);
    }

    /** The schema without what names it and its dialect, which the document does by other means. */
    private static ObjectNode schema(String name) {
        ObjectNode schema = (ObjectNode) parse(PublishedFiles.text("schemas", name));
        schema.remove(List.of("$schema", "$id"));
        return schema;
    }

    private static JsonNode example(String sample) {
        EventEnvelope event = new SampleStory(List.of(sample)).events().get(0);
        return parse(new String(CloudEvents.encode(event), StandardCharsets.UTF_8));
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }
}
