package io.millrace.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.messaging.Acknowledgements.Acknowledgement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AcknowledgementsTest {
    private final Acknowledgements acknowledgements = new Acknowledgements();

    @BeforeEach
    void fiveReceived() {
        for (long tag = 1; tag <= 5; tag++) {
            acknowledgements.received(tag);
        }
    }

    @Test
    void putsARunFromTheStartIntoOneWord() {
        acknowledgements.done(2);
        acknowledgements.done(1);
        acknowledgements.done(3);

        assertThat(acknowledgements.due()).containsExactly(new Acknowledgement(3, true));
    }

    @Test
    void tellsSinglyWhatIsBehindOneThatIsNotDone() {
        acknowledgements.done(1);
        acknowledgements.done(3);
        acknowledgements.done(4);

        assertThat(acknowledgements.due())
                .containsExactly(
                        new Acknowledgement(1, true), new Acknowledgement(3, false), new Acknowledgement(4, false));
    }

    @Test
    void tellsEachOnce() {
        acknowledgements.done(1);
        acknowledgements.due();
        acknowledgements.done(1);

        assertThat(acknowledgements.due()).isEmpty();
    }
}
