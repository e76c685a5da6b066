package io.millrace.kit.journal.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bson.Document;

class FieldNamesTest {

    @Provide
    Arbitrary<Map<String, Object>> attributes() {
        return attributes(3);
    }

    private static Arbitrary<Map<String, Object>> attributes(int depth) {
        Arbitrary<String> names =
                Arbitraries.strings().withChars("$.%\0" + "245E0ae").ofMaxLength(6);
        Arbitrary<Object> texts = Arbitraries.strings().ofMaxLength(3).asGeneric();
        Arbitrary<Object> values = depth == 0
                ? texts
                : Arbitraries.oneOf(
                        texts,
                        attributes(depth - 1).asGeneric(),
                        attributes(depth - 1).list().ofMaxSize(2).asGeneric());
        return Arbitraries.maps(names, values).ofMaxSize(3);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void ofAnyKindComeBackAsTheyWere(@ForAll("attributes") Map<String, Object> attributes) {
        Document escaped = FieldNames.escape(new Document("attributes", attributes));

        assertThat(names(escaped.get("attributes", Document.class), new ArrayList<>()))
                .noneMatch(name -> name.startsWith("$") || name.contains(".") || name.contains("\0"));
        assertThat(FieldNames.unescape(escaped).toJson()).isEqualTo(new Document("attributes", attributes).toJson());
    }

    private static List<String> names(Object value, List<String> names) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, inner) -> {
                names.add((String) name);
                names(inner, names);
            });
        } else if (value instanceof List<?> list) {
            list.forEach(inner -> names(inner, names));
        }
        return names;
    }
}
