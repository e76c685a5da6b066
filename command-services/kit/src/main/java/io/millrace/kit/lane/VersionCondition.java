package io.millrace.kit.lane;

import java.util.Set;

/** What a caller demands of an aggregate's version before its command is decided. */
public sealed interface VersionCondition {

    boolean allows(long version);

    /** No demand. */
    record Any() implements VersionCondition {
        @Override
        public boolean allows(long version) {
            return true;
        }
    }

    /** One of these. */
    record OneOf(Set<Long> versions) implements VersionCondition {
        public OneOf {
            versions = Set.copyOf(versions);
        }

        @Override
        public boolean allows(long version) {
            return versions.contains(version);
        }
    }
}
