package io.millrace.kubernetes;

import static io.millrace.kubernetes.Overlays.SERVICES;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.models.V1NetworkPolicyPeer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may reach whom: the isolation of docs/isolation.md, in terms of the network. */
class NetworkTest {

    @ParameterizedTest
    @MethodSource("io.millrace.kubernetes.Overlays#all")
    void aServiceReachesItsOwnStoreAndTheBrokerAndNothingElse(Deployed overlay) {
        Map<String, Set<String>> reached = new TreeMap<>();
        SERVICES.forEach(service -> reached.put(service, reachedBy(overlay, service)));
        Set<String> byAll = new TreeSet<>(requireNonNull(reached.get("query")));
        reached.values().forEach(byAll::retainAll);
        assertThat(byAll).as("the broker, and whoever knows names").hasSize(2).contains("kube-dns");
        reached.values().forEach(each -> each.removeAll(byAll));
        assertThat(reached.values())
                .as("each has a store of its own: %s", reached)
                .allSatisfy(own -> assertThat(own).hasSize(1))
                .doesNotHaveDuplicates();
    }

    /** Names of workloads, or addresses of what is elsewhere. */
    private static Set<String> reachedBy(Deployed overlay, String workload) {
        return overlay.policies().stream()
                .filter(policy ->
                        overlay.selected(policy.getSpec().getPodSelector()).contains(workload))
                .flatMap(policy -> stream(policy.getSpec().getEgress()))
                .flatMap(rule -> {
                    assertThat(rule.getTo()).as("whom %s may call", workload).isNotEmpty();
                    assertThat(rule.getPorts()).as("at which ports").isNotEmpty();
                    return rule.getTo().stream();
                })
                .flatMap(peer -> named(overlay, peer))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> named(Deployed overlay, V1NetworkPolicyPeer peer) {
        if (peer.getIpBlock() != null) {
            return Stream.of(peer.getIpBlock().getCidr());
        }
        if (peer.getNamespaceSelector() != null) {
            return peer.getPodSelector() == null
                    ? Stream.of("a whole namespace")
                    : peer.getPodSelector().getMatchLabels().values().stream();
        }
        return overlay.selected(requireNonNull(peer.getPodSelector())).stream();
    }

    @ParameterizedTest
    @MethodSource("io.millrace.kubernetes.Overlays#all")
    void whatIsNotAllowedIsRefusedAndEveryPolicyIsAboutSomebody(Deployed overlay) {
        assertThat(overlay.policies())
                .allSatisfy(
                        policy -> assertThat(overlay.selected(policy.getSpec().getPodSelector()))
                                .as(policy.getMetadata().getName())
                                .isNotEmpty())
                .anySatisfy(policy -> {
                    assertThat(overlay.selected(policy.getSpec().getPodSelector()))
                            .isEqualTo(overlay.pods().keySet());
                    assertThat(policy.getSpec().getPolicyTypes()).containsExactlyInAnyOrder("Ingress", "Egress");
                    assertThat(stream(policy.getSpec().getIngress())).isEmpty();
                    assertThat(stream(policy.getSpec().getEgress())).isEmpty();
                });
    }

    @ParameterizedTest
    @MethodSource("io.millrace.kubernetes.Overlays#all")
    void whoMayBeReachedByAServiceHearsIt(Deployed overlay) {
        for (String service : SERVICES) {
            reachedBy(overlay, service).stream()
                    .filter(overlay.pods()::containsKey)
                    .forEach(
                            store -> assertThat(heard(overlay, store)).as(store).contains(service));
        }
        overlay.pods().keySet().stream()
                .filter(name -> name.endsWith("-postgres") || name.endsWith("-mongo"))
                .forEach(store -> assertThat(heard(overlay, store))
                        .isSubsetOf(store.replaceFirst("-.*", ""), store + "-account"));
    }

    private static Set<String> heard(Deployed overlay, String workload) {
        return overlay.policies().stream()
                .filter(policy ->
                        overlay.selected(policy.getSpec().getPodSelector()).contains(workload))
                .flatMap(policy -> stream(policy.getSpec().getIngress()))
                .flatMap(rule -> stream(rule.getFrom()))
                .flatMap(peer -> named(overlay, peer))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static <T> Stream<T> stream(@Nullable List<T> values) {
        return values == null ? Stream.of() : values.stream();
    }
}
