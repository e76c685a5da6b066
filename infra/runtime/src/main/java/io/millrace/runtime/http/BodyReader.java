package io.millrace.runtime.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** Reads a body up to a limit, and gets rid of bodies nobody wants. */
final class BodyReader {

    /** Read and dropped so that the client gets its answer over a connection that is not reset. */
    private static final long MOST_DROPPED = 32L << 20;

    private BodyReader() {}

    /** Fails with a {@link ProblemException} as soon as the body is known to be too large. */
    static Future<Buffer> read(HttpServerRequest request, int limit) {
        if (announced(request) > limit) {
            return Future.failedFuture(new ProblemException(Problem.payloadTooLarge(limit)));
        }
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
        Promise<Buffer> whole = Promise.promise();
        Buffer[] body = {Buffer.buffer()};
        request.handler(part -> {
            if (body[0].length() + part.length() > limit) {
                whole.tryFail(new ProblemException(Problem.payloadTooLarge(limit)));
                drop(request);
            } else {
                body[0].appendBuffer(part);
            }
        });
        request.exceptionHandler(whole::tryFail);
        request.endHandler(ignored -> whole.tryComplete(body[0]));
        return whole.future();
    }

    static boolean hasBody(HttpServerRequest request) {
        return announced(request) > 0 || request.headers().contains("Transfer-Encoding");
    }

    /** Drops what is still to come, within bounds; then closes the connection. */
    static void drop(HttpServerRequest request) {
        if (request.isEnded()) {
            return;
        }
        long[] dropped = {0};
        request.endHandler(null);
        request.exceptionHandler(ignored -> {});
        request.handler(part -> {
            dropped[0] += part.length();
            if (dropped[0] > MOST_DROPPED) {
                request.connection().close();
            }
        });
    }

    private static long announced(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
