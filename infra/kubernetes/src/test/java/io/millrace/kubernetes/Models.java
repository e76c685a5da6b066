package io.millrace.kubernetes;

import static java.util.Map.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.util.Map;

/**
 * Manifests as what they say they are. What a kind does not know, or has in another type, is refused, and so is one that
 * lacks what its kind requires, except where Kubernetes itself does not define the kind.
 */
final class Models {

    private static final Map<String, Class<?>> OF_KUBERNETES = Map.ofEntries(
            entry("v1 Namespace", V1Namespace.class),
            entry("v1 ServiceAccount", V1ServiceAccount.class),
            entry("v1 Service", V1Service.class),
            entry("v1 ConfigMap", V1ConfigMap.class),
            entry("v1 Secret", V1Secret.class),
            entry("apps/v1 Deployment", V1Deployment.class),
            entry("apps/v1 StatefulSet", V1StatefulSet.class),
            entry("batch/v1 Job", V1Job.class),
            entry("policy/v1 PodDisruptionBudget", V1PodDisruptionBudget.class),
            entry("autoscaling/v2 HorizontalPodAutoscaler", V2HorizontalPodAutoscaler.class),
            entry("networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy.class));
    private static final Map<String, Class<?>> OF_OTHERS = Map.of(
            "gateway.networking.k8s.io/v1 Gateway", Gateway.class,
            "gateway.networking.k8s.io/v1 HTTPRoute", HTTPRoute.class,
            "monitoring.coreos.com/v1 ServiceMonitor", ServiceMonitor.class,
            "monitoring.coreos.com/v1 PrometheusRule", PrometheusRule.class);

    /** Without the setters that take whatever has no setter of its own. */
    private static final JsonMapper STRICT = JsonMapper.builder()
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1;

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            })
            .build();

    private Models() {}

    /** @throws IllegalArgumentException if it is not what its kind may be, or of no kind that is used here */
    static Object read(Manifest manifest) {
        Class<?> own = OF_KUBERNETES.get(manifest.kind());
        Class<?> other = OF_OTHERS.get(manifest.kind());
        try {
            if (own != null) {
                return JSON.getGson().fromJson(manifest.json(), own);
            }
            if (other != null) {
                return STRICT.readValue(manifest.json(), other);
            }
        } catch (RuntimeException | JsonProcessingException e) {
            throw new IllegalArgumentException(manifest + ": " + e.getMessage(), e);
        }
        throw new IllegalArgumentException(manifest + ": is of no kind that is used here");
    }
}
