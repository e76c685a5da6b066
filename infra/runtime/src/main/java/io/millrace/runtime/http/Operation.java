package io.millrace.runtime.http;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An operation of the contract.
 *
 * @param template the path as in the contract
 * @param body null when the operation takes none
 * @param answers the media types of its answers
 */
record Operation(
        String id,
        HttpMethod method,
        String template,
        List<Parameter> parameters,
        @Nullable SchemaCheck body,
        boolean bodyRequired,
        Set<String> answers) {}
