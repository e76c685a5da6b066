package io.millrace.runtime.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.millrace.runtime.trace.CurrentTrace;
import io.millrace.runtime.trace.TraceParent;
import net.logstash.logback.composite.AbstractJsonProvider;
import tools.jackson.core.JsonGenerator;

/** The fields {@code trace_id} and {@code span_id} of a line that is logged for a request with a trace. */
public final class TraceFields extends AbstractJsonProvider<ILoggingEvent> {

    @Override
    public void writeTo(JsonGenerator line, ILoggingEvent event) {
        TraceParent trace = CurrentTrace.get();
        if (trace != null) {
            line.writeStringProperty("trace_id", trace.traceId());
            line.writeStringProperty("span_id", trace.parentId());
        }
    }
}
