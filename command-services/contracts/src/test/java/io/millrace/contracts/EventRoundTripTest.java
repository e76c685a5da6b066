package io.millrace.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.EventTypes.EventType;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EventRoundTripTest {

    @Provide
    Arbitrary<Event> events() {
        return RandomEvents.events();
    }

    @Property(tries = 2000)
    void anEventIsReadAsItWasWritten(@ForAll("events") Event event) {
        EventEnvelope envelope = Envelopes.of(schemaOf(event), EventTypes.encode(event));

        assertThat(EventTypes.decode(envelope)).contains(event);
    }

    @Property(tries = 2000)
    void whatIsWrittenFitsTheSchema(@ForAll("events") Event event) {
        assertThat(Published.violations(schemaOf(event), EventTypes.encode(event)))
                .isEmpty();
    }

    private static String schemaOf(Event event) {
        EventType type = EventTypes.of(event);
        return type.source() + "/" + type.name();
    }
}
