package io.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.CatalogEvent;
import io.millrace.contracts.testing.SampleStory;
import io.millrace.kit.decider.Histories;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProductVersionsTest {

    @ParameterizedTest
    @MethodSource("io.millrace.contracts.testing.SampleStory#ofAllTimes")
    void whateverVersionWasWrittenLeadsToTheSameState(SampleStory story) {
        assertThat(states(story)).isNotEmpty().isEqualTo(states(story.today()));
    }

    private static Map<String, Product> states(SampleStory story) {
        return Histories.states(new ProductDecider(), CatalogEvent.class, story.events("catalog"));
    }
}
