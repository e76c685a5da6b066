package io.millrace.catalog;

import io.millrace.runtime.http.InvalidField;
import io.millrace.runtime.http.Problem;
import io.millrace.runtime.http.ProblemException;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Map;

/**
 * Attributes as a request gives them. What bounds them is that a full batch of the largest products must fit into one
 * document of the journal, which MongoDB bounds to 16 MiB.
 */
final class GivenAttributes {

    private static final String POINTER = "/attributes";
    private static final int MOST_VALUES = 1000;
    private static final int MOST_BYTES = 16 * 1024;

    private GivenAttributes() {}

    /** Those of the body, none if it has none. Throws {@link ProblemException} when there is too much in them. */
    static Attributes of(JsonObject body) {
        JsonObject given = body.getJsonObject("attributes");
        if (given == null) {
            return Attributes.NONE;
        }
        int bytes = given.toBuffer().length();
        if (bytes > MOST_BYTES) {
            throw refused("must be at most " + MOST_BYTES + " bytes of JSON, was " + bytes);
        }
        int values = values(given.getMap()) - 1;
        if (values > MOST_VALUES) {
            throw refused("must have at most " + MOST_VALUES + " values in all, had " + values);
        }
        return new Attributes(given.getMap());
    }

    /** It and all within it. */
    private static int values(Object value) {
        if (value instanceof Map<?, ?> object) {
            return 1 + values(object.values());
        }
        return value instanceof Collection<?> array ? 1 + values(array) : 1;
    }

    private static int values(Collection<?> all) {
        return all.stream().mapToInt(GivenAttributes::values).sum();
    }

    private static ProblemException refused(String message) {
        return new ProblemException(Problem.invalidRequest(InvalidField.inBody(POINTER, message)));
    }
}
