package io.millrace.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contracts.EventTypes.EventType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DocumentationTest {

    private static final Path PAGE = Path.of("../../docs/events.md");
    private static final Pattern EVENT = Pattern.compile("(?m)^\\|[^|]*\\| ([A-Z][A-Za-z]+) \\|");

    @Test
    void theTableOfEventsHasEveryTypeAndNoOther() throws Exception {
        assertThat(EVENT.matcher(Files.readString(PAGE)).results().map(MatchResult::group))
                .map(row -> row.replaceAll("^\\|[^|]*\\| | \\|$", ""))
                .containsExactlyInAnyOrderElementsOf(
                        EventTypes.all().map(EventType::simpleName).toList());
    }
}
