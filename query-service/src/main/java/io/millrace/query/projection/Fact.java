package io.millrace.query.projection;

import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import java.time.Instant;

/** An event with the envelope that it came in. */
public record Fact<E extends Event>(E event, EventEnvelope envelope) {

    /** When it was decided. */
    public Instant time() {
        return envelope.time();
    }
}
