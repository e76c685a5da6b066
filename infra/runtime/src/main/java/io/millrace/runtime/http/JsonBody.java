package io.millrace.runtime.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body strictly, once: UTF-8 without a byte order mark, no duplicate keys, nothing after the value, bounded
 * nesting, texts a database can hold, numbers that keep their value (whole numbers of 64 bits, others as double).
 */
final class JsonBody {

    private static final int DEEPEST = 32;
    private static final int MOST_ERRORS = 50;
    private static final double LARGEST = 0x1p63;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    // Our own bound comes first and names the field.
                    .maxNestingDepth(DEEPEST + 2)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final JsonParser parser;
    private final List<InvalidField> errors = new ArrayList<>();

    private JsonBody(JsonParser parser) {
        this.parser = parser;
    }

    /** The value in Maps, Lists, Strings, Longs, Doubles, Booleans and nulls, and what is wrong inside it. */
    record Parsed(@Nullable Object value, List<InvalidField> errors) {}

    /** Throws {@link ProblemException} when there is no reading on; other errors are in the result. */
    static Parsed parse(byte[] bytes) {
        String text = text(bytes);
        try (JsonParser parser = FACTORY.createParser(text)) {
            return new JsonBody(parser).document();
        } catch (JsonProcessingException e) {
            throw malformed(e);
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory", e);
        }
    }

    private static String text(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.startsWith("\uFEFF")) {
                throw refused("", "must not begin with a byte order mark");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw refused("", "must be UTF-8");
        }
    }

    private Parsed document() throws IOException {
        if (parser.nextToken() == null) {
            throw refused("", "must not be empty");
        }
        Object value = value(0);
        if (parser.nextToken() != null) {
            JsonLocation at = parser.currentTokenLocation();
            throw refused("", "must end after one JSON value, but goes on at " + place(at));
        }
        return new Parsed(value, errors);
    }

    private @Nullable Object value(int depth) throws IOException {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(depth + 1);
            case START_ARRAY -> array(depth + 1);
            case VALUE_STRING -> checked(parser.getText());
            case VALUE_NUMBER_INT -> whole();
            case VALUE_NUMBER_FLOAT -> decimal();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private Map<String, @Nullable Object> object(int depth) throws IOException {
        checkDepth(depth);
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = checked(parser.currentName());
            parser.nextToken();
            boolean twice = members.containsKey(name);
            if (twice) {
                error("is given twice");
            }
            Object value = value(depth);
            if (!twice) {
                members.put(name, value);
            }
        }
        return members;
    }

    private List<@Nullable Object> array(int depth) throws IOException {
        checkDepth(depth);
        List<@Nullable Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(depth));
        }
        return items;
    }

    private void checkDepth(int depth) {
        if (depth > DEEPEST) {
            throw refused(pointer(), "must not be nested more than " + DEEPEST + " levels deep");
        }
    }

    private long whole() throws IOException {
        if (parser.getTextLength() > 20 || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            error("is out of range: whole numbers have at most 64 bits");
            return 0;
        }
        return parser.getLongValue();
    }

    private Number decimal() throws IOException {
        double value = parser.getTextLength() > 400 ? Double.POSITIVE_INFINITY : Double.parseDouble(parser.getText());
        if (Math.abs(value) >= LARGEST) {
            error("is out of range: numbers are below 2 to the power of 63 and have at most 400 digits");
            return 0L;
        }
        // 1.0 and 1e3 are whole numbers written another way; 0.99999999999999999999 is not.
        boolean whole = value == 0
                || (value == Math.rint(value)
                        && new BigDecimal(parser.getText()).stripTrailingZeros().scale() <= 0);
        return whole ? (Number) (long) value : (Number) value;
    }

    private String checked(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                error("must not contain the character NUL");
                return text;
            }
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    error("must not contain half of a surrogate pair");
                    return text;
                }
                i++;
            }
        }
        return text;
    }

    private void error(String message) {
        if (errors.size() < MOST_ERRORS) {
            errors.add(InvalidField.inBody(pointer(), message));
        }
    }

    private String pointer() {
        return Printable.text(parser.getParsingContext().pathAsPointer().toString());
    }

    private static ProblemException refused(String pointer, String message) {
        return new ProblemException(Problem.invalidRequest(InvalidField.inBody(pointer, message)));
    }

    private static ProblemException malformed(JsonProcessingException e) {
        return refused(
                "", "is not well-formed JSON at " + place(e.getLocation()) + ": " + Printable.text(firstLine(e)));
    }

    private static String firstLine(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    private static String place(JsonLocation at) {
        return "line " + at.getLineNr() + ", column " + at.getColumnNr();
    }
}
