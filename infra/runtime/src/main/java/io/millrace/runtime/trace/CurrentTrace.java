package io.millrace.runtime.trace;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.context.storage.ContextLocal;
import org.jspecify.annotations.Nullable;

/**
 * The trace that the work on a context belongs to, for log lines above all. It follows a request through all that is done on the
 * request's own context, and no further.
 */
public final class CurrentTrace {

    private static final ContextLocal<TraceParent> LOCAL = ContextLocal.registerLocal(TraceParent.class);

    private CurrentTrace() {}

    /** Vert.x gives contexts room only for what is registered before there are any. */
    public static final class Registration implements VertxServiceProvider {

        @Override
        public void init(VertxBootstrap bootstrap) {
            var unused = LOCAL;
        }
    }

    /** The trace of the work that the calling thread does now, null when it is of none or on no context. */
    public static @Nullable TraceParent get() {
        Context context = Vertx.currentContext();
        return context == null ? null : LOCAL.get(context);
    }

    /** From now on the work on this context, which must be of one request alone, is of this trace. */
    public static void set(Context context, TraceParent trace) {
        LOCAL.put(context, trace);
    }
}
