package io.millrace.contracts;

import java.time.Instant;

final class Envelopes {

    static final Instant TIME = Instant.parse("2026-11-22T10:15:30.123456Z");

    private Envelopes() {}

    /** An envelope of a type by its schema's name, such as {@code orders/OrderPlaced.v1}, at orders/3 position 7. */
    static EventEnvelope of(String schemaName, String data) {
        String[] sourceAndType = schemaName.split("/", 2);
        return new EventEnvelope(
                "019aab42-0000-7000-8000-000000000001",
                sourceAndType[0],
                3,
                7,
                "019aab41-7f20-7d3b-a6c8-0c5f2e81a201",
                1,
                sourceAndType[1],
                TIME,
                null,
                data);
    }
}
