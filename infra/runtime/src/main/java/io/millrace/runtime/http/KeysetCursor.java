package io.millrace.runtime.http;

import io.vertx.core.json.JsonArray;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The opaque place in a list where the next page begins: the sort key of the last item shown. Clients must not look
 * into it, and may keep it for as long as they like.
 */
public final class KeysetCursor {

    private static final byte VERSION = 1;
    private static final int LONGEST = 2048;

    private KeysetCursor() {}

    /** A cursor of these values, each a String, Long or Integer. */
    public static String encode(Object... key) {
        byte[] json = new JsonArray(Arrays.asList(key)).encode().getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[json.length + 1];
        bytes[0] = VERSION;
        System.arraycopy(json, 0, bytes, 1, json.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * The values of a cursor, whole numbers as Long.
     *
     * @param types String or Long, one for each value expected
     * @throws ProblemException 400 naming the parameter {@code cursor} when it is not a cursor of these types
     */
    public static List<Object> decode(String cursor, Class<?>... types) {
        List<?> key = values(cursor);
        boolean fits = key.size() == types.length;
        for (int i = 0; fits && i < types.length; i++) {
            fits = types[i].isInstance(key.get(i));
        }
        if (!fits) {
            throw unusable();
        }
        return List.copyOf(key);
    }

    private static List<?> values(String cursor) {
        if (cursor.length() > LONGEST) {
            throw unusable();
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            if (bytes.length < 3 || bytes[0] != VERSION) {
                throw unusable();
            }
            JsonBody.Parsed parsed = JsonBody.parse(Arrays.copyOfRange(bytes, 1, bytes.length));
            if (parsed.errors().isEmpty() && parsed.value() instanceof List<?> values) {
                return values;
            }
            throw unusable();
        } catch (IllegalArgumentException | ProblemException e) {
            throw unusable();
        }
    }

    /** 400 naming the parameter {@code cursor}: what it holds is not for this list. */
    public static ProblemException unusable() {
        return new ProblemException(Problem.invalidRequest(
                InvalidField.parameter("cursor", "must be a cursor of this list, as an earlier answer gave it")));
    }
}
