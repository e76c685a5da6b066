package io.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AttributesTest {

    @Test
    void areTheSameInAnyOrder() {
        assertThat(attributes("{'a': 1, 'b': {'c': true, 'd': null}}"))
                .isEqualTo(attributes("{'b': {'d': null, 'c': true}, 'a': 1}"));
    }

    @Test
    void areTheSameHoweverAWholeNumberIsHeld() {
        assertThat(new Attributes(Map.of("a", List.of(1, Map.of("b", 2)))))
                .isEqualTo(new Attributes(Map.of("a", List.of(1L, Map.of("b", 2L)))));
    }

    @Test
    void differWhenListsAreInAnotherOrder() {
        assertThat(attributes("{'a': [1, 2]}")).isNotEqualTo(attributes("{'a': [2, 1]}"));
    }

    @Test
    void differByTypeAndByWhatIsNull() {
        assertThat(List.of(
                        attributes("{'a': 1}"),
                        attributes("{'a': '1'}"),
                        attributes("{'a': true}"),
                        attributes("{'a': 1.5}"),
                        attributes("{'a': [1]}"),
                        attributes("{'a': null}"),
                        attributes("{}")))
                .doesNotHaveDuplicates();
    }

    @Test
    void changeNoMoreOnceTheyAreGiven() {
        List<Object> sizes = new ArrayList<>(List.of("S", "M"));
        Map<String, Object> given = new HashMap<>(Map.of("sizes", sizes));
        Attributes attributes = new Attributes(given);
        sizes.add("L");
        given.put("colour", "green");

        assertThat(attributes).isEqualTo(attributes("{'sizes': ['S', 'M']}"));
        assertThatThrownBy(() -> attributes.members().put("colour", "green"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    private static Attributes attributes(String json) {
        return new Attributes(new JsonObject(json.replace('\'', '"')).getMap());
    }
}
