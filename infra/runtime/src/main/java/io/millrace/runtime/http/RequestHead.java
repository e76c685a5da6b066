package io.millrace.runtime.http;

import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What was said before the body: typed path and query parameters, and the headers that mean something everywhere. */
record RequestHead(
        Map<String, Object> values,
        @Nullable TagCondition ifMatch,
        @Nullable TagCondition ifNoneMatch,
        OptionalInt preferredWait) {}
