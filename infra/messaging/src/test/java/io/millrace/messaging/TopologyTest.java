package io.millrace.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.EventTypes;
import io.millrace.contracts.EventTypes.EventType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TopologyTest {

    private static final Path PAGE = Path.of("../../docs/asyncapi.yaml");

    static Stream<String> sources() {
        return EventTypes.all().map(EventType::source).distinct();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void publishesToTheExchangeThatIsDocumented(String source) throws Exception {
        assertThat(Files.readString(PAGE))
                .contains("name: " + Topology.events(source) + "\n          type: topic\n          durable: true");
    }
}
