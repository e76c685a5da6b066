package io.millrace.query.http;

import com.mongodb.MongoException;
import io.millrace.contracts.ConsistencyToken;
import io.millrace.query.projection.ReadModel;
import io.millrace.query.projection.ReadModel.Reached;
import io.millrace.runtime.http.ApiHandler;
import io.millrace.runtime.http.ApiRequest;
import io.millrace.runtime.http.EntityTag;
import io.millrace.runtime.http.InvalidField;
import io.millrace.runtime.http.Problem;
import io.millrace.runtime.http.ProblemException;
import io.millrace.runtime.http.Reply;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Answers a read model's queries: waits until it has reached the request's consistency token, asks, and adds entity tag and
 * lag to the answer.
 */
public final class Answers {

    private static final String TOKEN = "Consistency-Token";
    private static final int DEFAULT_WAIT = 2;
    private static final int LONGEST_WAIT = 30;
    private static final int MOST_SWITCHES = 3;

    private Answers() {}

    /** A handler that does so around this one. */
    public static ApiHandler of(ReadModel model, ApiHandler query) {
        ApiHandler afterToken = request -> awaitToken(model, request).compose(reached -> query.handle(request));
        return request -> fromOneGeneration(model, afterToken, request, MOST_SWITCHES)
                .map(reply -> tagged(request, reply))
                .recover(Answers::asProblem)
                .map(reply -> reply.withHeader("Read-Model-Lag", seconds(model.lag())));
    }

    /** A query may ask the read model several times; all is done anew if generations were switched in between. */
    private static Future<Reply> fromOneGeneration(
            ReadModel model, ApiHandler query, ApiRequest request, int switchesLeft) {
        int generation = model.generation();
        return query.handle(request)
                .compose(reply -> generation == model.generation() || switchesLeft == 0
                        ? Future.succeededFuture(reply)
                        : fromOneGeneration(model, query, request, switchesLeft - 1));
    }

    /**
     * A handler that does the same, and lets clients follow the answer if they ask for events: after it has been found once,
     * they are sent its present state and then every change.
     *
     * @param topic of a request's answer, as {@link ReadModel#topic} names it
     */
    public static ApiHandler of(
            ReadModel model, ApiHandler query, Followers followers, Function<ApiRequest, String> topic) {
        ApiHandler once = of(model, query);
        return request -> request.wantsEvents()
                ? once.handle(request)
                        .map(reply -> reply.status() == 200 || reply.status() == 304
                                ? followers.follow(
                                        model.name(),
                                        topic.apply(request),
                                        request,
                                        again -> fromOneGeneration(model, query, again, MOST_SWITCHES))
                                : reply)
                : once.handle(request);
    }

    private static Future<Void> awaitToken(ReadModel model, ApiRequest request) {
        if (request.header(TOKEN).isEmpty()) {
            return Future.succeededFuture();
        }
        int wait = Math.min(LONGEST_WAIT, request.preferredWait().orElse(DEFAULT_WAIT));
        return token(request)
                .compose(token -> model.reached(token, Duration.ofSeconds(wait)))
                .compose(reached -> reached == Reached.YES
                        ? Future.succeededFuture()
                        : Future.failedFuture(behind(model, reached, wait)));
    }

    private static Future<ConsistencyToken> token(ApiRequest request) {
        try {
            return Future.succeededFuture(
                    ConsistencyToken.parse(request.header(TOKEN).orElse("")));
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(new ProblemException(Problem.invalidRequest(
                    InvalidField.header(TOKEN, "must be a consistency token, as an answer to a command gave it"))));
        }
    }

    private static ProblemException behind(ReadModel model, Reached reached, int waited) {
        String detail = reached == Reached.PARKED
                ? "An event of it is parked: see /projections/" + model.name() + "/dead-letters"
                : model.name() + " did not reach the consistency token within " + waited + " s";
        return new ProblemException(
                Problem.of("read-model-behind", 503, "The read model does not show this write yet", detail)
                        .withHeader("Retry-After", "1"));
    }

    private static Reply tagged(ApiRequest request, Reply reply) {
        Buffer body = reply.body();
        if (reply.status() != 200 || body == null) {
            return reply;
        }
        EntityTag tag = ContentTag.of(body);
        boolean known = request.ifNoneMatch()
                .map(condition -> condition.matchesWeakly(tag))
                .orElse(false);
        return known ? Reply.notModified(tag.toString()) : reply.withHeader("ETag", tag.toString());
    }

    static Future<Reply> asProblem(Throwable failure) {
        if (failure instanceof ProblemException answer) {
            return Future.succeededFuture(answer.problem().toReply());
        } else if (failure instanceof MongoException || failure instanceof TimeoutException) {
            return Future.succeededFuture(Problem.of(
                            "read-model-unavailable",
                            503,
                            "The read model cannot be asked now",
                            "Its store does not answer")
                    .withHeader("Retry-After", "1")
                    .toReply());
        }
        return Future.failedFuture(failure);
    }

    private static String seconds(Duration lag) {
        return String.format(Locale.ROOT, "%.3f", lag.toMillis() / 1000.0);
    }
}
