package io.millrace.runtime.http;

import io.millrace.runtime.trace.CurrentTrace;
import io.millrace.runtime.trace.TraceParent;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its one answer, on the event loop of its connection. */
final class Exchange {

    private static final Logger log = LoggerFactory.getLogger(Exchange.class);

    private final long began = System.nanoTime();
    private final Vertx vertx;
    private final Context context;
    private final HttpServerRequest request;
    private final EventStreams streams;
    private @Nullable Ending ending;
    private @Nullable TraceParent trace;
    private boolean finished;
    private int status;
    private long timer = -1;

    /** Told once, with the status and how long it took. */
    interface Ending {
        void ended(int status, long nanos);
    }

    Exchange(Vertx vertx, HttpServerRequest request, EventStreams streams) {
        this.vertx = vertx;
        this.streams = streams;
        this.context = vertx.getOrCreateContext();
        this.request = request;
        String traceparent = request.getHeader("traceparent");
        if (traceparent != null) {
            TraceParent.parse(traceparent).ifPresent(this::belongsTo);
        }
        request.response().exceptionHandler(gone -> log.debug("The client went away: {}", gone.toString()));
    }

    /** The trace that it belongs to, if any: the client's, until there is a span for it. */
    @Nullable
    TraceParent trace() {
        return trace;
    }

    void belongsTo(TraceParent one) {
        trace = one;
        CurrentTrace.set(context, one);
    }

    /** To be told of the end; at once if it has ended. */
    void onEnd(Ending toTell) {
        if (finished) {
            toTell.ended(status, System.nanoTime() - began);
        } else {
            ending = toTell;
        }
    }

    boolean hasEnding() {
        return ending != null;
    }

    /** Checks the request, has it answered, and answers in time whatever happens. */
    void answer(Endpoint endpoint, Map<String, String> path, int bodyLimit) {
        Operation operation = endpoint.operation();
        long limit = Math.max(1, endpoint.timeLimit().toMillis());
        timer = vertx.setTimer(limit, ignored -> finish(late(limit)));
        try {
            List<InvalidField> errors = new ArrayList<>();
            RequestHead head = RequestHeadCheck.read(operation, request, path, errors);
            checkMediaTypes(operation);
            BodyReader.read(request, bodyLimit).onComplete(body -> {
                if (body.succeeded()) {
                    handle(endpoint, head, body.result(), errors);
                } else {
                    finishWith(body.cause());
                }
            });
        } catch (RuntimeException e) {
            finishWith(e);
        }
    }

    private Problem late(long limit) {
        return request.isEnded()
                ? Problem.timeout("It took longer than " + limit + " ms; what was asked for may still happen")
                : Problem.requestTimeout("The body was not here within " + limit + " ms");
    }

    private void checkMediaTypes(Operation operation) {
        if (!MediaTypes.accepts(request.getHeader("Accept"), operation.answers())) {
            throw new ProblemException(Problem.notAcceptable(String.join(", ", operation.answers())));
        }
        if (operation.body() != null && BodyReader.hasBody(request)) {
            String refusal =
                    MediaTypes.refuseBody(request.getHeader("Content-Type"), request.getHeader("Content-Encoding"));
            if (refusal != null) {
                throw new ProblemException(Problem.unsupportedMediaType(refusal));
            }
        }
    }

    private void handle(Endpoint endpoint, RequestHead head, Buffer bytes, List<InvalidField> errors) {
        if (finished) {
            return;
        }
        try {
            Operation operation = endpoint.operation();
            JsonObject body = RequestBodyCheck.read(operation, bytes, errors);
            if (!errors.isEmpty()) {
                throw new ProblemException(Problem.invalidRequest(errors));
            }
            finishWith(endpoint.handler().handle(new ApiRequest(operation, request, head, bytes, body, trace)));
        } catch (RuntimeException e) {
            finishWith(e);
        }
    }

    void finishWith(Future<Reply> reply) {
        reply.onComplete(outcome -> {
            if (Vertx.currentContext() == context) {
                finish(outcome);
            } else {
                context.runOnContext(ignored -> finish(outcome));
            }
        });
    }

    private void finish(AsyncResult<Reply> outcome) {
        if (outcome.failed()) {
            finishWith(outcome.cause());
        } else if (outcome.result() == null) {
            finishWith(new IllegalStateException("the handler answered null"));
        } else {
            finish(outcome.result());
        }
    }

    private void finishWith(Throwable failure) {
        if (failure instanceof ProblemException known) {
            finish(known.problem());
        } else if (!finished) {
            finish(internalError(failure));
        }
    }

    private Problem internalError(Throwable failure) {
        String id = UUID.randomUUID().toString();
        log.error("{} {} failed ({})", request.method(), request.path(), id, failure);
        return Problem.internalError(id);
    }

    void finish(Problem problem) {
        finish(problem.toReply());
    }

    void finish(Reply reply) {
        if (finished) {
            return;
        }
        if (reply.stream() != null && streams.full()) {
            finish(Problem.overloaded("More than " + streams.most() + " clients follow something"));
            return;
        }
        finished = true;
        status = reply.status();
        vertx.cancelTimer(timer);
        try {
            write(reply);
        } catch (IllegalArgumentException e) {
            // Such as a header with a line break in it.
            request.response().headers().clear();
            Reply failed = internalError(e).toReply();
            status = failed.status();
            write(failed);
        }
        BodyReader.drop(request);
        if (ending != null) {
            ending.ended(status, System.nanoTime() - began);
        }
    }

    private void write(Reply reply) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        response.setStatusCode(reply.status());
        reply.headers().forEach(response::putHeader);
        Buffer body = reply.body();
        if (reply.stream() != null) {
            open(response, reply.stream());
        } else if (body == null) {
            response.end();
        } else if (request.method().equals(HttpMethod.HEAD)) {
            response.putHeader("Content-Length", Integer.toString(body.length()))
                    .end();
        } else {
            response.end(body);
        }
    }

    /** From here on the request counts as answered. */
    private void open(HttpServerResponse response, Consumer<EventStream> opened) {
        EventStream stream = new EventStream(context, response);
        response.setChunked(true);
        stream.open();
        stream.whenClosed(() -> streams.closed(stream));
        response.writeHead();
        streams.opened(vertx, stream);
        opened.accept(stream);
    }
}
