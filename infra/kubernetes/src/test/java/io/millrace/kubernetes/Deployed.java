package io.millrace.kubernetes;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a set of manifests makes, as far as questions are asked about it here. */
record Deployed(String name, List<Object> objects) {

    static Deployed of(String name, List<Manifest> manifests) {
        return new Deployed(name, manifests.stream().map(Models::read).toList());
    }

    <T> Stream<T> all(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast);
    }

    Stream<V1Deployment> services() {
        return all(V1Deployment.class)
                .filter(deployment -> Set.of("command", "query")
                        .contains(labels(deployment.getSpec().getTemplate()).get("app.kubernetes.io/component")));
    }

    Optional<V1Service> service(String called) {
        return all(V1Service.class)
                .filter(service -> service.getMetadata().getName().equals(called))
                .findFirst();
    }

    List<HTTPRoute> routes() {
        return all(HTTPRoute.class).toList();
    }

    List<V1NetworkPolicy> policies() {
        return all(V1NetworkPolicy.class).toList();
    }

    /** The pods of every workload, by its name. */
    Map<String, V1PodTemplateSpec> pods() {
        Map<String, V1PodTemplateSpec> pods = new LinkedHashMap<>();
        all(V1Deployment.class)
                .forEach(each ->
                        pods.put(each.getMetadata().getName(), each.getSpec().getTemplate()));
        all(V1StatefulSet.class)
                .forEach(each ->
                        pods.put(each.getMetadata().getName(), each.getSpec().getTemplate()));
        all(V1Job.class)
                .forEach(each ->
                        pods.put(each.getMetadata().getName(), each.getSpec().getTemplate()));
        return pods;
    }

    /** The workloads whose pods a selector means. */
    Set<String> selected(V1LabelSelector selector) {
        return pods().entrySet().stream()
                .filter(pod -> matches(selector, labels(pod.getValue())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static Map<String, String> labels(V1PodTemplateSpec pod) {
        return pod.getMetadata().getLabels();
    }

    private static boolean matches(V1LabelSelector selector, Map<String, String> labels) {
        Map<String, String> wanted = selector.getMatchLabels() == null ? Map.of() : selector.getMatchLabels();
        return labels.entrySet().containsAll(wanted.entrySet())
                && Optional.ofNullable(selector.getMatchExpressions()).orElse(List.of()).stream()
                        .allMatch(one -> switch (one.getOperator()) {
                            case "In" -> one.getValues().contains(labels.get(one.getKey()));
                            default -> throw new IllegalArgumentException("not used here: " + one.getOperator());
                        });
    }

    @Override
    public String toString() {
        return name;
    }
}
