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
import org.bson.codecs.DocumentCodec;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;

class FieldNamesTest {

    @Provide
    Arbitrary<Map<String, Object>> attributes() {
        return attributes(3);
    }

    private static Arbitrary<Map<String, Object>> attributes(int depth) {
        Arbitrary<String> names =
                Arbitraries.strings().withChars("$.%\0" + "245E0ae").ofMaxLength(6);
        Arbitrary<Object> texts = Arbitraries.strings().ofMaxLength(3).asGeneric();
        Arbitrary<Object> others =
                Arbitraries.of(1, 2L, 1.5, true, new Decimal128(7), new ObjectId("0102030405060708090a0b0c"));
        Arbitrary<Object> values = depth == 0
                ? Arbitraries.oneOf(texts, others)
                : Arbitraries.oneOf(
                        texts,
                        attributes(depth - 1).asGeneric(),
                        attributes(depth - 1).list().ofMaxSize(2).asGeneric());
        return Arbitraries.maps(names, values).ofMaxSize(3);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void ofAnyKindComeBackAsTheyWere(@ForAll("attributes") Map<String, Object> attributes) {
        Document fields = new Document("attributes", attributes);
        Document escaped = Encoding.write("size", writer -> Encoding.writeFields(writer, fields))
                .decode(new DocumentCodec());

        assertThat(names(escaped.get("attributes", Document.class), new ArrayList<>()))
                .noneMatch(name -> name.startsWith("$") || name.contains(".") || name.contains("\0"));
        assertThat(FieldNames.unescape(escaped).toJson()).isEqualTo(fields.toJson());
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
