package io.millrace.messaging;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Delivery;
import io.millrace.contracts.CloudEvents;
import io.millrace.contracts.EventEnvelope;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an owner answers: a body of events or heads, or an error that makes the asker wait and ask again. */
record ReplayAnswer(String contentType, Buffer body, Map<String, Object> headers) {

    private static final String ERROR = "error";
    private static final String JSON = "application/json";
    private static final int MAX_BYTES = 1 << 20;

    /** As many of the events as make a message of decent size, one at least. */
    static ReplayAnswer of(List<EventEnvelope> events) {
        int count = 0;
        for (int bytes = 0; count < events.size() && bytes < MAX_BYTES; count++) {
            bytes += events.get(count).data().length() + 400;
        }
        return new ReplayAnswer(
                CloudEvents.BATCH, Buffer.buffer(CloudEvents.encodeBatch(events.subList(0, count))), Map.of());
    }

    static ReplayAnswer of(Map<Integer, Long> heads) {
        JsonObject json = new JsonObject();
        heads.forEach((partition, position) -> json.put(partition.toString(), position));
        return new ReplayAnswer(JSON, json.toBuffer(), Map.of());
    }

    static ReplayAnswer failed(String reason) {
        return new ReplayAnswer(JSON, Buffer.buffer(), Map.of(ERROR, reason));
    }

    static ReplayAnswer received(Delivery delivery) {
        AMQP.BasicProperties properties = delivery.getProperties();
        Map<String, Object> headers = properties.getHeaders() == null ? Map.of() : properties.getHeaders();
        return new ReplayAnswer(
                String.valueOf(properties.getContentType()), Buffer.buffer(delivery.getBody()), new HashMap<>(headers));
    }

    List<EventEnvelope> events() {
        throwIfFailed();
        return CloudEvents.decode(contentType, body.getBytes());
    }

    Map<Integer, Long> heads() {
        throwIfFailed();
        Map<Integer, Long> heads = new TreeMap<>();
        for (var entry : new JsonObject(body)) {
            heads.put(Integer.valueOf(entry.getKey()), ((Number) entry.getValue()).longValue());
        }
        return heads;
    }

    private void throwIfFailed() {
        Object error = headers.get(ERROR);
        if (error != null) {
            throw new ReplayFailedException("the owner cannot read its journal: " + error);
        }
    }
}
