package io.millrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.testing.SampleStory;
import io.millrace.query.projection.GivenEvents;
import io.millrace.query.projection.Projection;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventVersionsTest {

    static Stream<Arguments> projectionsAndStories() {
        return QueryService.PROJECTIONS.stream()
                .flatMap(projection -> SampleStory.ofAllTimes().stream()
                        .map(story -> Arguments.of(projection.name(), projection, story)));
    }

    @ParameterizedTest(name = "{0} of {2}")
    @MethodSource("projectionsAndStories")
    void whateverVersionWasWrittenLeadsToTheSameDocuments(String name, Projection projection, SampleStory story) {
        Map<String, Map<String, JsonObject>> documents = GivenEvents.documents(projection, story.events());

        assertThat(documents)
                .isEqualTo(GivenEvents.documents(projection, story.today().events()));
        assertThat(documents.values()).noneMatch(Map::isEmpty);
    }
}
