package io.millrace.runtime;

import org.jspecify.annotations.Nullable;

/** One declared variable; a null fallback means it must be given. */
public record Setting(String name, String kind, @Nullable String fallback, String meaning) {

    String asLine() {
        return String.format("%-36s %-28s %s", name, fallback == null ? "(required)" : fallback, meaning);
    }
}
