package io.millrace.runtime.http;

import java.util.List;
import java.util.Optional;

/**
 * The value of If-Match or If-None-Match.
 *
 * @param any {@code *}: whatever exists
 * @param tags otherwise, the tags listed
 */
public record TagCondition(boolean any, List<EntityTag> tags) {

    /** Copies the tags. */
    public TagCondition {
        tags = List.copyOf(tags);
    }

    /** If-Match holds: a strong comparison with the tag of something that exists. */
    public boolean matches(EntityTag current) {
        return any || tags.stream().anyMatch(tag -> tag.isStrongly(current));
    }

    /** If-Match holds for an aggregate of this version. */
    public boolean matchesVersion(long version) {
        return matches(EntityTag.ofVersion(version));
    }

    /** If-None-Match fails, so a GET answers 304: a weak comparison. */
    public boolean matchesWeakly(EntityTag current) {
        return any || tags.stream().anyMatch(tag -> tag.isWeakly(current));
    }

    static Optional<TagCondition> parse(String text) {
        if (text.strip().equals("*")) {
            return Optional.of(new TagCondition(true, List.of()));
        }
        return EntityTag.parseList(text).map(tags -> new TagCondition(false, tags));
    }
}
