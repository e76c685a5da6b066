package io.millrace.runtime.http;

import java.time.Duration;

/** An operation with what answers it and how long that may take. */
record Endpoint(Operation operation, ApiHandler handler, Duration timeLimit) {}
