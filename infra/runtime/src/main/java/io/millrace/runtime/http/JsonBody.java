package io.millrace.runtime.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
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
 * nesting, texts a database can hold, numbers that keep their value (see {@link JsonNumber}).
 */
final class JsonBody {

    private static final int DEEPEST = 32;
    private static final int MOST_ERRORS = 50;
    private static final int SURELY_A_LONG = 18;
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
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
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

    private Number number() throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT && parser.getTextLength() <= SURELY_A_LONG) {
            return parser.getLongValue();
        }
        Number number = JsonNumber.exact(parser.getText());
        if (number == null) {
            error("cannot be kept exactly: whole numbers have at most 64 bits, others are what a double is written as");
            return 0L;
        }
        return number;
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
