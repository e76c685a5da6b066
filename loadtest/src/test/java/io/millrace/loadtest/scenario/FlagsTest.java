package io.millrace.loadtest.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlagsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "order",
                "orders --rate=0",
                "orders --rate=fast",
                "orders --seconds=0",
                "orders --base-url=localhost:8080",
                "orders --orders-url=http://localhost:8104",
                "orders --errors=101",
                "orders now",
                "burst --seconds=15",
                "outage --service=billing",
                "outage --stop=true",
                "outage --base-url=http://localhost:1",
                "outage --seconds=20 --outage=10",
                "capacity --of=soak",
                "capacity --most=1"
            })
    void refusesWhatMakesNoSense(String line) {
        assertThat(Main.run(line.split(" "))).isEqualTo(2);
    }
}
