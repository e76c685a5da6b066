package io.millrace.runtime;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.runtime.trace.TraceOptions;
import io.millrace.runtime.trace.Tracing;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/**
 * What a process lends to a service: the event loops, and metrics and traces of the service's own. Several services
 * may share one Vert.x; whoever created it closes it.
 */
public record Host(Vertx vertx, PrometheusMeterRegistry metrics, Tracing tracing) {

    /** Borrows these event loops; the registry is new and knows the JVM's metrics. There are no traces. */
    public static Host on(Vertx vertx) {
        return on(vertx, "", TraceOptions.NONE);
    }

    /** As {@link #on(Vertx)}, with a service's traces, which whoever calls this has to close. */
    public static Host on(Vertx vertx, String service, TraceOptions traces) {
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(metrics);
        bindGarbageCollection(metrics);
        new JvmThreadMetrics().bindTo(metrics);
        new ProcessorMetrics().bindTo(metrics);
        new UptimeMetrics().bindTo(metrics);
        new FileDescriptorMetrics().bindTo(metrics);
        return new Host(vertx, metrics, Tracing.of(traces, service, metrics));
    }

    /** New event loops, on the system's native transport where there is one. */
    public static Vertx eventLoops() {
        return Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    }

    /** The collector listener lives as long as the process. */
    @SuppressWarnings("resource")
    private static void bindGarbageCollection(PrometheusMeterRegistry metrics) {
        new JvmGcMetrics().bindTo(metrics);
    }
}
