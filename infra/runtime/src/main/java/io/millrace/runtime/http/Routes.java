package io.millrace.runtime.http;

import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds what a path means: a tree of path segments in which a literal goes before a parameter. */
final class Routes {

    private final Node root = new Node();

    /** The operations of a path, and the values of its parameters. */
    record Match(Map<HttpMethod, Endpoint> endpoints, Map<String, String> values) {

        /** HEAD is answered wherever GET is. */
        @Nullable
        Endpoint endpoint(HttpMethod method) {
            return endpoints.get(method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method);
        }

        String allowed() {
            List<HttpMethod> methods = new ArrayList<>(endpoints.keySet());
            if (endpoints.containsKey(HttpMethod.GET)) {
                methods.add(HttpMethod.HEAD);
            }
            methods.add(HttpMethod.OPTIONS);
            return methods.stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", "));
        }
    }

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private final Map<HttpMethod, Endpoint> endpoints = new LinkedHashMap<>();
        private @Nullable Node parameter;
        private List<String> names = List.of();
    }

    void add(Endpoint endpoint) {
        Node node = root;
        List<String> names = new ArrayList<>();
        for (String segment : segments(endpoint.operation().template())) {
            if (segment.startsWith("{")) {
                names.add(segment.substring(1, segment.length() - 1));
                if (node.parameter == null) {
                    node.parameter = new Node();
                }
                node = node.parameter;
            } else {
                node = node.literals.computeIfAbsent(segment, ignored -> new Node());
            }
        }
        node.names = names;
        node.endpoints.put(endpoint.operation().method(), endpoint);
    }

    /** Null when no operation has this path; throws {@link MalformedText} when the path cannot be decoded. */
    @Nullable
    Match find(String rawPath) {
        List<String> decoded = new ArrayList<>();
        for (String segment : segments(rawPath)) {
            decoded.add(PercentDecoding.decode(segment, false));
        }
        String[] values = new String[decoded.size()];
        Node node = find(root, decoded, 0, values, 0);
        if (node == null) {
            return null;
        }
        Map<String, String> named = new HashMap<>();
        for (int i = 0; i < node.names.size(); i++) {
            named.put(node.names.get(i), values[i]);
        }
        return new Match(node.endpoints, named);
    }

    private static @Nullable Node find(Node node, List<String> segments, int at, String[] values, int count) {
        if (at == segments.size()) {
            return node.endpoints.isEmpty() ? null : node;
        }
        String segment = segments.get(at);
        Node literal = node.literals.get(segment);
        Node found = literal == null ? null : find(literal, segments, at + 1, values, count);
        if (found == null && node.parameter != null && !segment.isEmpty()) {
            values[count] = segment;
            found = find(node.parameter, segments, at + 1, values, count + 1);
        }
        return found;
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        int from = 1;
        for (int slash = path.indexOf('/', from); slash >= 0; slash = path.indexOf('/', from)) {
            segments.add(path.substring(from, slash));
            from = slash + 1;
        }
        segments.add(path.substring(Math.min(from, path.length())));
        return segments;
    }
}
