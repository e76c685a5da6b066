package io.millrace.kit.http;

import io.millrace.contracts.ConsistencyToken;
import io.millrace.kit.decider.Rejection;
import io.millrace.kit.journal.IdempotencyKey;
import io.millrace.kit.journal.JournalConflict;
import io.millrace.kit.journal.OutcomeUnknown;
import io.millrace.kit.journal.StoreUnavailable;
import io.millrace.kit.lane.CommandRequest;
import io.millrace.kit.lane.CommandRequest.Response;
import io.millrace.kit.lane.LaneOverloaded;
import io.millrace.kit.lane.Lanes;
import io.millrace.kit.lane.Outcome;
import io.millrace.kit.lane.VersionCondition;
import io.millrace.runtime.http.ApiRequest;
import io.millrace.runtime.http.EntityTag;
import io.millrace.runtime.http.Problem;
import io.millrace.runtime.http.ProblemException;
import io.millrace.runtime.http.Reply;
import io.millrace.runtime.http.TagCondition;
import io.millrace.runtime.trace.OpenSpan;
import io.millrace.runtime.trace.TraceParent;
import io.millrace.runtime.trace.Tracing;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns HTTP requests into commands and their outcomes into replies, the same way for every service: {@code ETag} and
 * {@code Consistency-Token} on success, {@code If-Match} and {@code Idempotency-Key} obeyed, a rejection as its problem.
 * Thread-safe.
 */
public final class Commands<C, S> {

    private static final Logger log = LoggerFactory.getLogger(Commands.class);
    private static final Map<Rejection.Kind, Integer> STATUS =
            Map.of(Rejection.Kind.UNKNOWN, 404, Rejection.Kind.CONFLICT, 409, Rejection.Kind.UNPROCESSABLE, 422);

    private final String source;
    private final Lanes<C, S, ?> lanes;
    private final Tracing tracing;
    private final String append;

    public Commands(String source, Lanes<C, S, ?> lanes, Tracing tracing) {
        this.source = source;
        this.lanes = lanes;
        this.tracing = tracing;
        this.append = "append " + source;
    }

    /** For an aggregate with a new id: 201 and its location, {@code collection/id}. */
    public Future<Reply> create(
            ApiRequest request, String collection, String aggregateId, C command, Response<S> response) {
        return submit(request, aggregateId, true, command, response)
                .map(done -> reply(201, done).withHeader("Location", collection + "/" + done.aggregateId()));
    }

    /** For an aggregate that should exist: 200. */
    public Future<Reply> change(ApiRequest request, String aggregateId, C command, Response<S> response) {
        return submit(request, aggregateId, false, command, response).map(done -> reply(200, done));
    }

    private Future<Outcome.Done> submit(
            ApiRequest request, String aggregateId, boolean creates, C command, Response<S> response) {
        TraceParent trace = request.traceParent().orElse(null);
        OpenSpan span = tracing.isOn() ? tracing.begin(Tracing.Kind.WITHIN, append, trace) : null;
        TraceParent stored = span == null ? trace : span.context();
        CommandRequest<C, S> submitted = new CommandRequest<>(
                aggregateId,
                command,
                creates,
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                condition(request),
                request.idempotencyKey()
                        .map(key -> new IdempotencyKey(key, payloadHash(request, creates ? "" : aggregateId)))
                        .orElse(null),
                stored == null ? null : stored.toString(),
                response);
        Future<Outcome> outcome = lanes.submit(submitted);
        if (span != null) {
            outcome.onComplete(end -> end(span, submitted, end));
        }
        return outcome.recover(failure -> Future.failedFuture(explained(failure)))
                .map(Commands::done);
    }

    /** From the moment that the command is given to its lane to the commit; that it is refused is no error. */
    private static void end(OpenSpan span, CommandRequest<?, ?> request, AsyncResult<Outcome> end) {
        span.with("millrace.command", request.command().getClass().getSimpleName())
                .with("millrace.aggregate.id", request.aggregateId());
        if (end.succeeded()) {
            span.with("millrace.outcome", told(end.result()));
        }
        if (end.result() instanceof Outcome.Done done) {
            span.with("millrace.partition", done.partition()).with("millrace.position", done.position());
        }
        span.end(end.cause());
    }

    private static String told(Outcome outcome) {
        if (outcome instanceof Outcome.Done done) {
            return done.repeated() ? "repeated" : "done";
        }
        return outcome instanceof Outcome.Refused refused
                ? refused.rejection().name()
                : outcome.getClass().getSimpleName();
    }

    private Reply reply(int status, Outcome.Done done) {
        ConsistencyToken token = ConsistencyToken.of(source, done.partition(), done.position());
        return Reply.of(status, "application/json", Buffer.buffer(done.body()))
                .withVersion(done.version())
                .withHeader("Consistency-Token", token.encode());
    }

    private static Outcome.Done done(Outcome outcome) {
        if (outcome instanceof Outcome.Done done) {
            return done;
        }
        throw new ProblemException(problem(outcome));
    }

    private static Problem problem(Outcome outcome) {
        if (outcome instanceof Outcome.Refused refused) {
            Rejection rejection = refused.rejection();
            int status = STATUS.getOrDefault(rejection.kind(), 409);
            return Problem.of(rejection.name(), status, "The command is refused", rejection.detail());
        }
        if (outcome instanceof Outcome.VersionMismatch mismatch) {
            return Problem.preconditionFailed(
                            "If-Match does not name the present version, which is " + mismatch.actual())
                    .with("version", mismatch.actual())
                    .withHeader("ETag", EntityTag.ofVersion(mismatch.actual()).toString());
        }
        return Problem.idempotencyKeyReused(
                "This Idempotency-Key was used for a request with another path or body within the last 24 hours");
    }

    private static Throwable explained(Throwable failure) {
        if (failure instanceof LaneOverloaded || failure instanceof JournalConflict) {
            return new ProblemException(Problem.overloaded(
                    "The command was not begun or was undone, because others were first: " + failure.getMessage()));
        }
        if (failure instanceof StoreUnavailable) {
            log.debug("A command could not be decided", failure);
            return unavailable("store-unavailable", "The store does not answer", "Nothing was written; try again");
        }
        if (failure instanceof OutcomeUnknown) {
            log.debug("The outcome of a command is unknown", failure);
            return unavailable(
                    "outcome-unknown",
                    "It is not known whether the command took effect",
                    "Send it again with the same Idempotency-Key: it takes effect once");
        }
        return failure;
    }

    private static ProblemException unavailable(String name, String title, String detail) {
        return new ProblemException(Problem.of(name, 503, title, detail).withHeader("Retry-After", "1"));
    }

    private static VersionCondition condition(ApiRequest request) {
        return request.ifMatch()
                .filter(condition -> !condition.any())
                .<VersionCondition>map(condition -> new VersionCondition.OneOf(versions(condition)))
                .orElseGet(VersionCondition.Any::new);
    }

    /** A tag that is no version of ours matches nothing. */
    private static Set<Long> versions(TagCondition condition) {
        return condition.tags().stream()
                .filter(tag -> !tag.weak() && tag.value().matches("[1-9][0-9]{0,17}"))
                .map(tag -> Long.parseLong(tag.value()))
                .collect(Collectors.toSet());
    }

    private static String payloadHash(ApiRequest request, String aggregateId) {
        String body = request.hasBody() ? request.body().encode() : "";
        String text = request.operation() + '\n' + aggregateId + '\n' + body;
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
