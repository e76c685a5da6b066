package io.millrace.contracts;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a client has written so far: per journal partition ({@code orders/2}) the position that a reader must have reached
 * to see it. Opaque to clients; merging two tokens gives one that covers both writes.
 */
public record ConsistencyToken(Map<String, Long> positions) {

    private static final int MAX_TEXT = 4096;
    private static final Pattern ENTRY = Pattern.compile("([a-z][a-z0-9-]{0,63}/\\d{1,4})=(\\d{1,18})");

    public ConsistencyToken {
        positions = Map.copyOf(positions);
    }

    public static ConsistencyToken of(String source, int partition, long position) {
        return new ConsistencyToken(Map.of(key(source, partition), position));
    }

    /** The name of a journal's partition, such as {@code orders/2}. */
    public static String key(String source, int partition) {
        return source + "/" + partition;
    }

    public ConsistencyToken merge(ConsistencyToken other) {
        Map<String, Long> merged = new TreeMap<>(positions);
        other.positions.forEach((key, position) -> merged.merge(key, position, Math::max));
        return new ConsistencyToken(merged);
    }

    public String encode() {
        String text = new TreeMap<>(positions)
                .entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).collect(Collectors.joining(","));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** @throws IllegalArgumentException if the text is no token that {@link #encode} made */
    public static ConsistencyToken parse(String text) {
        if (text.isEmpty() || text.length() > MAX_TEXT) {
            throw new IllegalArgumentException("not a consistency token");
        }
        Map<String, Long> positions = new TreeMap<>();
        String decoded = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
        for (String entry : decoded.split(",", -1)) {
            var matcher = ENTRY.matcher(entry);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("not a consistency token");
            }
            positions.merge(matcher.group(1), Long.parseLong(matcher.group(2)), Math::max);
        }
        return new ConsistencyToken(positions);
    }
}
