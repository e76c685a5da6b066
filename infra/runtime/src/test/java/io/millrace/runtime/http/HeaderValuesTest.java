package io.millrace.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runtime.trace.TraceParent;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderValuesTest {

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void comparesEntityTagsStronglyForIfMatch() {
        TagCondition condition = TagCondition.parse(" \"1\" , W/\"2\"").orElseThrow();
        assertThat(condition.matchesVersion(1)).isTrue();
        assertThat(condition.matchesVersion(2)).isFalse();
        assertThat(condition.matchesWeakly(EntityTag.ofVersion(2))).isTrue();
        assertThat(TagCondition.parse("*").orElseThrow().matchesVersion(99)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "\"1", "1\"", "w/\"1\"", "W/1", "\"1\" \"2\"", "\"a b\"", "\"1\";", "*,\"1\""})
    void refusesWhatIsNoListOfEntityTags(String text) {
        assertThat(TagCondition.parse(text)).isEmpty();
    }

    @Test
    void readsTraceParents() {
        assertThat(TraceParent.parse(TRACE).orElseThrow()).hasToString(TRACE);
        assertThat(TraceParent.parse("01" + TRACE.substring(2) + "-more")
                        .orElseThrow()
                        .traceId())
                .isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01"
            })
    void ignoresMalformedTraceParents(String text) {
        assertThat(TraceParent.parse(text)).isEmpty();
    }

    @Test
    void givesBackTheKeyOfACursor() {
        String cursor = KeysetCursor.encode("Käthe", 5, 1L << 40);
        assertThat(cursor).matches("[A-Za-z0-9_-]+");
        assertThat(KeysetCursor.decode(cursor, String.class, Long.class, Long.class))
                .isEqualTo(List.of("Käthe", 5L, 1L << 40));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "1",
                "null",
                "[",
                "[null]",
                "[\"\\u0000\"]",
                "[\"\\ud800\"]",
                "[1.5]",
                "[1e999]",
                "[\"a\",1]"
            })
    void refusesForgedCursors(String json) {
        String forged = Base64.getUrlEncoder().encodeToString(("\u0001" + json).getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> KeysetCursor.decode(forged, String.class))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.problem().errors())
                                .extracting(InvalidField::name)
                                .containsExactly("cursor"));
    }
}
