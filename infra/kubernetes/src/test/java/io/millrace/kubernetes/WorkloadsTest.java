package io.millrace.kubernetes;

import static io.millrace.kubernetes.Overlays.SERVICES;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ContainerPort;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Probe;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import io.millrace.runtime.Launcher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What runs, how it is watched and stopped, and what it is told. */
class WorkloadsTest {

    @ParameterizedTest
    @MethodSource("io.millrace.kubernetes.Overlays#all")
    void everyServiceIsThere(Deployed overlay) {
        assertThat(overlay.services().map(each -> each.getMetadata().getName()))
                .containsExactlyInAnyOrderElementsOf(SERVICES);
    }

    @ParameterizedTest
    @MethodSource("io.millrace.kubernetes.Overlays#all")
    void nothingRunsAsRootOrMayBecomeIt(Deployed overlay) {
        assertThat(overlay.pods()).allSatisfy((name, template) -> {
            V1PodSpec pod = template.getSpec();
            assertThat(pod.getAutomountServiceAccountToken()).as("token").isFalse();
            assertThat(pod.getEnableServiceLinks()).as("service links").isFalse();
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
            assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(pod.getContainers()).allSatisfy(container -> {
                assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                        .isFalse();
                assertThat(container.getSecurityContext().getCapabilities().getDrop())
                        .containsExactly("ALL");
                assertThat(container.getResources().getLimits()).containsKeys("cpu", "memory");
                assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
            });
        });
    }

    @ParameterizedTest
    @MethodSource("io.millrace.kubernetes.Overlays#all")
    void deploymentsAreProbedAndWriteToVolumesAlone(Deployed overlay) {
        assertThat(overlay.all(V1Deployment.class)).allSatisfy(deployment -> {
            V1Container container = container(deployment);
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                    .isTrue();
            assertThat(container.getVolumeMounts())
                    .anySatisfy(mount -> assertThat(mount.getMountPath()).isEqualTo("/tmp"));
            assertThat(Stream.of(
                            container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe()))
                    .doesNotContainNull();
        });
    }

    @ParameterizedTest
    @MethodSource("io.millrace.kubernetes.Overlays#all")
    void servicesAreAskedForTheirHealthAndGivenTheirTime(Deployed overlay) {
        assertThat(overlay.services()).allSatisfy(deployment -> {
            V1Container container = container(deployment);
            assertThat(container.getStartupProbe().getHttpGet().getPath()).isEqualTo("/health/live");
            assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/health/live");
            assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/health/ready");
            assertThat(patience(container.getStartupProbe()))
                    .as("a slow start ends by itself")
                    .isGreaterThan(Launcher.LONGEST_START);
            Duration open = Duration.ofSeconds(
                    container.getLifecycle().getPreStop().getSleep().getSeconds());
            assertThat(open).as("until all routes know").isPositive();
            assertThat(Duration.ofSeconds(
                            deployment.getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds()))
                    .as("time to stop in order")
                    .isGreaterThan(open.plus(Launcher.LONGEST_STOP));
        });
    }

    private static Duration patience(V1Probe probe) {
        return Duration.ofSeconds((long) probe.getPeriodSeconds() * probe.getFailureThreshold());
    }

    @ParameterizedTest
    @MethodSource("io.millrace.kubernetes.Overlays#all")
    void noServiceIsEverStoppedBeforeItsSuccessorIsReady(Deployed overlay) {
        assertThat(overlay.services()).allSatisfy(deployment -> {
            assertThat(deployment.getSpec().getStrategy().getRollingUpdate().getMaxUnavailable())
                    .hasToString("0");
            assertThat(deployment.getSpec().getTemplate().getSpec().getTopologySpreadConstraints())
                    .isNotEmpty()
                    .allSatisfy(spread -> assertThat(overlay.selected(spread.getLabelSelector()))
                            .containsExactly(deployment.getMetadata().getName()));
        });
        assertThat(overlay.all(V1PodDisruptionBudget.class)
                        .flatMap(budget -> overlay.selected(budget.getSpec().getSelector()).stream()))
                .containsExactlyInAnyOrderElementsOf(SERVICES);
    }

    @ParameterizedTest
    @MethodSource("io.millrace.kubernetes.Overlays#all")
    void autoscalersScaleWhatIsThereAndAreNotOverruled(Deployed overlay) {
        Map<String, V1Deployment> deployments = overlay.all(V1Deployment.class)
                .collect(Collectors.toMap(each -> each.getMetadata().getName(), each -> each));
        assertThat(overlay.all(V2HorizontalPodAutoscaler.class)).allSatisfy(scaler -> {
            V1Deployment scaled = requireNonNull(
                    deployments.get(scaler.getSpec().getScaleTargetRef().getName()));
            assertThat(scaler.getSpec().getMinReplicas()).isGreaterThan(1);
            if (overlay.name().endsWith("rendered")) {
                assertThat(scaled.getSpec().getReplicas()).isNull();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("io.millrace.kubernetes.Overlays#all")
    void everyServicePortIsAPortOfItsPods(Deployed overlay) {
        assertThat(overlay.all(V1Service.class)).allSatisfy(service -> {
            Map<String, String> selector = service.getSpec().getSelector();
            List<V1PodSpec> pods = overlay.pods().values().stream()
                    .filter(pod -> Deployed.labels(pod).entrySet().containsAll(selector.entrySet()))
                    .map(pod -> requireNonNull(pod.getSpec()))
                    .toList();
            assertThat(pods).as(service.getMetadata().getName()).hasSize(1);
            Map<String, Integer> ports = pods.get(0).getContainers().get(0).getPorts().stream()
                    .collect(Collectors.toMap(V1ContainerPort::getName, V1ContainerPort::getContainerPort));
            assertThat(service.getSpec().getPorts())
                    .allSatisfy(
                            port -> assertThat(ports.get(port.getTargetPort().toString()))
                                    .isEqualTo(port.getPort()));
        });
    }

    @ParameterizedTest
    @MethodSource("io.millrace.kubernetes.Overlays#written")
    void everyVariableIsASettingOfItsService(Kustomization overlay) {
        Deployed deployed = Deployed.of(overlay.toString(), overlay.manifests());
        assertThat(deployed.services()).allSatisfy(deployment -> {
            String service = deployment.getMetadata().getName();
            V1Container container = container(deployment);
            Set<String> known = SettingsPage.of(service);
            assertThat(requireNonNull(overlay.settings().get(service + "-settings"))
                            .keySet())
                    .isNotEmpty()
                    .isSubsetOf(known);
            assertThat(container.getEnv())
                    .extracting(V1EnvVar::getName)
                    .extracting(name -> name.replaceFirst("_FILE$", ""))
                    .isSubsetOf(known)
                    .containsAll(SettingsPage.required(service));
            assertThat(container.getEnvFrom())
                    .extracting(from -> from.getConfigMapRef().getName())
                    .isSubsetOf(overlay.generated());
        });
    }

    @Test
    void whatIsMountedIsMade() {
        Kustomization overlay = Kustomization.of(Path.of("overlays", "try"));
        assertThat(Deployed.of("try", overlay.manifests()).pods().values())
                .flatExtracting(pod -> pod.getSpec().getVolumes())
                .allSatisfy(volume -> {
                    if (volume.getSecret() != null) {
                        assertThat(overlay.generated())
                                .contains(volume.getSecret().getSecretName());
                    }
                    if (volume.getConfigMap() != null) {
                        assertThat(overlay.generated())
                                .contains(volume.getConfigMap().getName());
                    }
                });
    }

    private static V1Container container(V1Deployment deployment) {
        List<V1Container> containers =
                deployment.getSpec().getTemplate().getSpec().getContainers();
        assertThat(containers).hasSize(1);
        return containers.get(0);
    }
}
