package io.millrace.runtime.http;

import io.vertx.core.Future;

/**
 * Answers one operation's requests, all of which obey the contract. Called on an event loop; must not block. Fails with
 * {@link ProblemException} to answer with a problem; any other failure is logged and answered as an internal error.
 */
@FunctionalInterface
public interface ApiHandler {

    /** The answer to a valid request. */
    Future<Reply> handle(ApiRequest request);
}
