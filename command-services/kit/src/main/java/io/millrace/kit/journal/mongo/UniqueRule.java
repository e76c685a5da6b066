package io.millrace.kit.journal.mongo;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A value that one aggregate at most may hold at a time, over all partitions and processes.
 *
 * @param name what a violation of the rule is called
 * @param value the value that a state holds, compared exactly; null for none, as for the state that nothing has happened to
 */
public record UniqueRule<S>(String name, Function<S, @Nullable String> value) {}
