package io.millrace.kubernetes;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPBackendRef;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteRule;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Where a request goes, {@code host:port}, by either entrance. */
final class Entrance {

    private static final Pattern UPSTREAM = Pattern.compile("upstream (\\w+) +\\{ server ([\\w:]+); }");
    private static final Pattern MAPPED = Pattern.compile("\"~(.*?)\" +([\\w:]+);");
    private static final Pattern OTHERWISE = Pattern.compile("default +([\\w:]+);");

    private Entrance() {}

    private record Candidate(HTTPRouteMatch match, HTTPRouteRule rule) {
        boolean takes(String method, String path) {
            String value = match.getPath().getValue();
            boolean wanted = match.getPath().getType().equals("Exact")
                    ? path.equals(value)
                    : path.equals(value) || path.startsWith(value + "/");
            return wanted && (match.getMethod() == null || match.getMethod().equals(method));
        }

        /** The standard's order: exact paths, then longer ones, then those that name a method. */
        static final Comparator<Candidate> PRECEDENCE = Comparator.comparing(
                        (Candidate one) -> one.match.getPath().getType().equals("Exact"))
                .thenComparing(one -> one.match.getPath().getValue().length())
                .thenComparing(one -> one.match.getMethod() != null);
    }

    static Optional<String> ofGateway(List<HTTPRoute> routes, String method, String path) {
        return routes.stream()
                .flatMap(route -> route.getSpec().getRules().stream())
                .flatMap(rule -> rule.getMatches().stream().map(match -> new Candidate(match, rule)))
                .filter(candidate -> candidate.takes(method, path))
                .max(Candidate.PRECEDENCE)
                .map(found -> address(found.rule().getBackendRefs().get(0)));
    }

    private static String address(HTTPBackendRef backend) {
        return backend.getName() + ":" + backend.getPort();
    }

    /** By the maps of an nginx.conf of ours. */
    static String ofNginx(String configuration, String method, String path) {
        Map<String, String> upstreams = upstreams(configuration);
        String kind = method.equals("GET") || method.equals("HEAD") ? "question" : "command";
        int begin = configuration.indexOf("map \"$kind $uri\" $service {");
        String routes = configuration.substring(begin, configuration.indexOf('}', begin));
        String service = MAPPED.matcher(routes)
                .results()
                .filter(line -> Pattern.compile(line.group(1))
                        .matcher(kind + " " + path)
                        .find())
                .map(line -> line.group(2))
                .findFirst()
                .orElseGet(() -> first(OTHERWISE.matcher(routes)));
        return upstreams.getOrDefault(service, service);
    }

    static Map<String, String> upstreams(String configuration) {
        return UPSTREAM.matcher(configuration)
                .results()
                .collect(Collectors.toMap(line -> line.group(1), line -> line.group(2)));
    }

    private static String first(Matcher matcher) {
        if (!matcher.find()) {
            throw new IllegalArgumentException("no default route");
        }
        return matcher.group(1);
    }
}
