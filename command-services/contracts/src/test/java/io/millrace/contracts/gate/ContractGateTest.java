package io.millrace.contracts.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractGateTest {

    private static final String V1 = "{\"type\":\"object\",\"required\":[\"id\"],\"properties\":"
            + "{\"id\":{\"type\":\"string\"},\"name\":{\"type\":\"string\"}}}";
    private static final String WITH_AN_OPTIONAL_FIELD =
            V1.replace("\"name\":", "\"nick\":{\"type\":\"string\"},\"name\":");
    private static final String RETYPED =
            V1.replace("\"name\":{\"type\":\"string\"}", "\"name\":{\"type\":\"object\"}");

    private final Path released;
    private final Path today;
    private final ContractGate gate;

    ContractGateTest(@TempDir Path folder) {
        released = folder.resolve("released");
        today = folder.resolve("schemas");
        gate = new ContractGate(released, today);
    }

    @BeforeEach
    void releaseOneVersion() throws IOException {
        Files.createDirectories(released);
        write(today, "people/PersonMet.v1", V1);
        gate.release();
    }

    @Nested
    class Passes {

        @Test
        void whatIsAsItWasReleased() {
            assertThat(gate.refusals()).isEmpty();
            assertThat(gate.notReleased()).isEmpty();
        }

        @Test
        void anOptionalFieldReleasedOrNot() throws IOException {
            write(today, "people/PersonMet.v1", WITH_AN_OPTIONAL_FIELD);
            assertThat(gate.refusals()).isEmpty();
            assertThat(gate.notReleased()).isEmpty();

            gate.release();
            assertThat(gate.refusals()).isEmpty();
        }

        @Test
        void aNewVersionBesideTheFormerOne() throws IOException {
            write(today, "people/PersonMet.v2", RETYPED);

            assertThat(gate.refusals()).isEmpty();
        }
    }

    @Nested
    class Refuses {

        @Test
        void aChangeNamingEventFieldAndRemedy() throws IOException {
            write(today, "people/PersonMet.v1", RETYPED);

            assertThat(gate.refusals())
                    .singleElement()
                    .asString()
                    .contains("people/PersonMet.v1 is not what was released:")
                    .contains("\n  name was string and is object")
                    .contains("add schemas/people/PersonMet.v2.json with samples")
                    .contains("upcaster")
                    .contains("docs/events.md");
        }

        @Test
        void aReleasedVersionThatIsGone() throws IOException {
            Files.delete(today.resolve("people/PersonMet.v1.json"));

            assertThat(gate.refusals())
                    .singleElement()
                    .asString()
                    .contains("people/PersonMet.v1 was released and is gone");
        }

        @Test
        void anOptionalFieldToGoOnceItIsReleased() throws IOException {
            write(today, "people/PersonMet.v1", WITH_AN_OPTIONAL_FIELD);
            gate.release();
            write(today, "people/PersonMet.v1", V1);

            assertThat(gate.refusals()).singleElement().asString().contains("nick was removed");
        }

        @Test
        void eachBrokenVersionByItself() throws IOException {
            write(today, "people/PersonMet.v2", V1);
            write(today, "people/PersonLeft.v1", V1);
            gate.release();
            write(today, "people/PersonMet.v1", RETYPED);
            write(today, "people/PersonLeft.v1", RETYPED);

            assertThat(gate.refusals()).hasSize(2);
        }
    }

    @Nested
    class Releasing {

        @Test
        void isAskedForANewVersionTogetherWithHow() throws IOException {
            write(today, "people/PersonMet.v2", RETYPED);

            assertThat(gate.notReleased())
                    .singleElement()
                    .asString()
                    .contains("people/PersonMet.v2 is new and not released")
                    .contains(ContractGate.RELEASE);
            gate.release();
            assertThat(gate.notReleased()).isEmpty();
        }

        @Test
        void writesNothingAtAllIfSomethingIsBroken() throws IOException {
            write(today, "people/PersonLeft.v1", V1);
            write(today, "people/PersonMet.v1", RETYPED);

            assertThatIllegalStateException()
                    .isThrownBy(gate::release)
                    .withMessageContaining("Nothing is released")
                    .withMessageContaining("people/PersonMet.v1 is not what was released");
            assertThat(released.resolve("people/PersonLeft.v1.json")).doesNotExist();
            assertThat(released.resolve("people/PersonMet.v1.json")).hasContent(V1);
        }

        @Test
        void doesNotForgetWhatIsGone() throws IOException {
            Files.delete(today.resolve("people/PersonMet.v1.json"));

            assertThatIllegalStateException().isThrownBy(gate::release);
            assertThat(released.resolve("people/PersonMet.v1.json")).exists();
        }
    }

    private static void write(Path folder, String name, String schema) throws IOException {
        Path file = folder.resolve(name + ".json");
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, schema);
    }
}
