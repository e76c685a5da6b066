package io.millrace.kubernetes;

import static io.millrace.kubernetes.Overlays.SERVICES;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPBackendRef;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests find the service that promises to answer them, by either entrance. */
class EntranceTest {

    @ParameterizedTest
    @MethodSource("io.millrace.kubernetes.Overlays#all")
    void everyRouteLeadsToAServiceAndItsPort(Deployed overlay) {
        Set<String> addresses = overlay.all(V1Service.class)
                .flatMap(service -> service.getSpec().getPorts().stream()
                        .map(V1ServicePort::getPort)
                        .map(port -> service.getMetadata().getName() + ":" + port))
                .collect(Collectors.toSet());
        for (HTTPRoute route : overlay.routes()) {
            assertThat(route.getSpec().getRules())
                    .isNotEmpty()
                    .hasSizeLessThanOrEqualTo(16)
                    .allSatisfy(rule -> assertThat(rule.getBackendRefs())
                            .hasSize(1)
                            .extracting(EntranceTest::address)
                            .isSubsetOf(addresses));
        }
        assertThat(Entrance.upstreams(nginx()).values()).hasSize(5).isSubsetOf(addresses);
    }

    private static String address(HTTPBackendRef backend) {
        return backend.getName() + ":" + backend.getPort();
    }

    @ParameterizedTest
    @MethodSource("io.millrace.kubernetes.Overlays#all")
    void everyOperationIsRoutedToTheServiceThatPromisesIt(Deployed overlay) {
        for (String service : SERVICES) {
            String address = service + ":"
                    + overlay.service(service)
                            .orElseThrow()
                            .getSpec()
                            .getPorts()
                            .get(0)
                            .getPort();
            for (Operation operation : Operation.of(service)) {
                assertThat(Entrance.ofNginx(nginx(), operation.method(), operation.path()))
                        .as("nginx: %s", operation)
                        .isEqualTo(address);
                assertThat(Entrance.ofNginx(dockersNginx(), operation.method(), operation.path()))
                        .as("nginx in containers: %s", operation)
                        .isEqualTo(address);
                if (!overlay.routes().isEmpty()) {
                    assertThat(Entrance.ofGateway(overlay.routes(), operation.method(), operation.path()))
                            .as("gateway: %s", operation)
                            .hasValue(address);
                }
            }
        }
    }

    private static String nginx() {
        return Kustomization.text(Path.of("components", "entrance", "nginx.conf"));
    }

    private static String dockersNginx() {
        return Kustomization.text(Path.of("..", "docker", "entrance", "nginx.conf"));
    }
}
