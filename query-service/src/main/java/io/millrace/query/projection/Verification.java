package io.millrace.query.projection;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a comparison of the documents that answer queries with what the owners' journals lead to has found.
 *
 * @param generation the one that was compared
 * @param positions per partition, such as {@code orders/2}, up to where the journals were folded anew at least
 * @param documents how many were compared
 * @param differing how many were not as the journals say
 * @param differences the first of those
 * @param unsettled documents that changed whenever they were looked at; not known to differ
 */
public record Verification(
        int generation,
        Instant startedAt,
        Instant finishedAt,
        Map<String, Long> positions,
        long documents,
        long differing,
        List<Difference> differences,
        long unsettled) {

    /** How many differences are told one by one. */
    static final int MOST_DIFFERENCES = 100;

    /**
     * One document that is not as the journals say.
     *
     * @param kind {@code missing}, {@code unexpected} or {@code different}
     * @param fields names of the fields that differ
     */
    public record Difference(DocumentKey document, String kind, List<String> fields) {}
}
