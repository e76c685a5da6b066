package io.millrace.kit.journal.mongo;

import java.util.LinkedHashMap;
import java.util.Map;

/** The versions of the aggregates of a partition that were touched last, as of its tail. Owned by the partition. */
final class Versions extends LinkedHashMap<String, Long> {

    private static final long serialVersionUID = 1L;

    /** More than a lane holds, so that what it holds need not be looked up. */
    private static final int MOST = 20_000;

    Versions() {
        super(256, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
        return size() > MOST;
    }
}
