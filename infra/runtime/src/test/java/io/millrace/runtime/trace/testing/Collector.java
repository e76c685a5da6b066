package io.millrace.runtime.trace.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An OpenTelemetry collector that keeps every span it gets, by OTLP over HTTP. Thread-safe. */
public final class Collector implements AutoCloseable {

    private final HttpServer server;
    private final List<Received> spans = new CopyOnWriteArrayList<>();

    /**
     * A span as it came.
     *
     * @param parentId empty for the first of a trace
     * @param links ids of the spans that it is linked to
     */
    public record Received(
            String service,
            String name,
            String kind,
            String traceId,
            String spanId,
            String parentId,
            boolean error,
            long startNanos,
            long endNanos,
            Map<String, String> attributes,
            List<String> links) {

        /** Its name, after its service's. */
        public String title() {
            return service + ": " + name;
        }
    }

    private Collector(HttpServer server) {
        this.server = server;
    }

    /** Listens on any free port of the loopback. */
    public static Collector start() {
        return start(0);
    }

    /** Listens on this port of the loopback. */
    public static Collector start(int port) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            Collector collector = new Collector(server);
            server.createContext("/v1/traces", collector::take);
            server.start();
            return collector;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a service is to be told. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** All that have come. */
    public List<Received> spans() {
        return List.copyOf(spans);
    }

    /** Those of one trace. */
    public List<Received> trace(String id) {
        return spans.stream().filter(span -> span.traceId().equals(id)).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
            request.getResourceSpansList().forEach(ofResource -> {
                String service = service(ofResource.getResource());
                ofResource
                        .getScopeSpansList()
                        .forEach(ofScope -> ofScope.getSpansList().forEach(span -> spans.add(received(service, span))));
            });
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static String service(Resource resource) {
        return attributes(resource.getAttributesList()).getOrDefault("service.name", "");
    }

    private static Received received(String service, Span span) {
        return new Received(
                service,
                span.getName(),
                span.getKind().name().replace("SPAN_KIND_", ""),
                hex(span.getTraceId().toByteArray()),
                hex(span.getSpanId().toByteArray()),
                hex(span.getParentSpanId().toByteArray()),
                span.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR,
                span.getStartTimeUnixNano(),
                span.getEndTimeUnixNano(),
                attributes(span.getAttributesList()),
                span.getLinksList().stream()
                        .map(link -> hex(link.getSpanId().toByteArray()))
                        .toList());
    }

    private static String hex(byte[] id) {
        return HexFormat.of().formatHex(id);
    }

    private static Map<String, String> attributes(List<KeyValue> all) {
        Map<String, String> attributes = new TreeMap<>();
        all.forEach(each -> attributes.put(each.getKey(), text(each.getValue())));
        return attributes;
    }

    private static String text(AnyValue value) {
        return value.hasStringValue() ? value.getStringValue() : Long.toString(value.getIntValue());
    }
}
