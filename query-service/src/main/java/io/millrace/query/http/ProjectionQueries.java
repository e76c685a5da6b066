package io.millrace.query.http;

import io.millrace.contracts.EventEnvelope;
import io.millrace.query.projection.DeadLetter;
import io.millrace.query.projection.DocumentKey;
import io.millrace.query.projection.OvertakenException;
import io.millrace.query.projection.ProjectionStatus;
import io.millrace.query.projection.Projections;
import io.millrace.query.projection.RefusedException;
import io.millrace.query.projection.Resubmission;
import io.millrace.query.projection.Verification;
import io.millrace.runtime.http.ApiHandler;
import io.millrace.runtime.http.ApiRequest;
import io.millrace.runtime.http.HttpApi;
import io.millrace.runtime.http.KeysetCursor;
import io.millrace.runtime.http.Problem;
import io.millrace.runtime.http.ProblemException;
import io.millrace.runtime.http.Reply;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;

/** How the read models are doing, under {@code /projections}, and what an operator can do about it. */
public final class ProjectionQueries {

    private final Projections projections;

    private ProjectionQueries(Projections projections) {
        this.projections = projections;
    }

    /** Lets the interface answer. */
    public static void answer(HttpApi.Builder api, Projections projections) {
        ProjectionQueries queries = new ProjectionQueries(projections);
        api.handle("listProjections", request -> queries.list());
        api.handle("getProjection", queries.known(queries::one));
        api.handle("rebuildProjection", queries.known(queries::rebuild));
        api.handle("switchProjection", queries.known(queries::switchTo));
        api.handle("dropGeneration", queries.known(queries::drop));
        api.handle("verifyProjection", queries.known(queries::verify));
        api.handle("listDeadLetters", queries.known(queries::deadLetters));
        api.handle("resubmitDeadLetter", queries.known(queries::resubmit));
        api.handle("discardDeadLetter", queries.known(queries::discard));
        api.handle("resubmitDeadLetters", queries.known(queries::resubmitAll));
    }

    /** Of a projection that there is; what cannot be done is told as a problem. */
    private ApiHandler known(ApiHandler handler) {
        return request -> {
            String name = request.text("name");
            return projections.status().stream()
                            .anyMatch(status -> status.name().equals(name))
                    ? handler.handle(request).recover(ProjectionQueries::asProblem)
                    : Future.failedFuture(new ProblemException(Problem.of(
                            "unknown-projection", 404, "No such projection", "There is no projection " + name)));
        };
    }

    private static Future<Reply> asProblem(Throwable failure) {
        String detail = String.valueOf(failure.getMessage());
        if (failure instanceof NoSuchElementException) {
            return problem("not-found", 404, "No such thing", detail);
        } else if (failure instanceof RefusedException) {
            return problem("not-possible-now", 409, "That cannot be done as things are", detail);
        } else if (failure instanceof OvertakenException) {
            return problem("dead-letter-overtaken", 409, "It is too late for this event", detail);
        }
        return Answers.asProblem(failure);
    }

    private static Future<Reply> problem(String name, int status, String title, String detail) {
        return Future.succeededFuture(Problem.of(name, status, title, detail).toReply());
    }

    private Future<Reply> list() {
        JsonArray items = new JsonArray();
        projections.status().forEach(status -> items.add(shown(status)));
        return Future.succeededFuture(Reply.ok(new JsonObject().put("items", items)));
    }

    private Future<Reply> one(ApiRequest request) {
        return projections.status(request.text("name")).map(status -> Reply.ok(shown(status)));
    }

    private Future<Reply> rebuild(ApiRequest request) {
        boolean switching = request.optionalText("switch").map("auto"::equals).orElse(true);
        return projections.rebuild(request.text("name"), switching).map(number -> begun(request, number));
    }

    private Future<Reply> verify(ApiRequest request) {
        return projections.verify(request.text("name")).map(number -> begun(request, number));
    }

    private static Reply begun(ApiRequest request, int number) {
        return Reply.json(202, new JsonObject().put("generation", number))
                .withHeader("Location", "/projections/" + request.text("name"));
    }

    private Future<Reply> switchTo(ApiRequest request) {
        String name = request.text("name");
        return projections
                .switchTo(name, request.body().getInteger("generation"))
                .compose(switched -> projections.status(name))
                .map(status -> Reply.ok(shown(status)));
    }

    private Future<Reply> drop(ApiRequest request) {
        return projections
                .drop(request.text("name"), Math.toIntExact(request.number("generation")))
                .map(dropped -> Reply.of(202));
    }

    private Future<Reply> deadLetters(ApiRequest request) {
        int limit = Math.toIntExact(request.number("limit"));
        String beyond = request.optionalText("cursor")
                .map(cursor ->
                        (String) KeysetCursor.decode(cursor, String.class).get(0))
                .orElse("");
        return projections.deadLetters(request.text("name"), beyond, limit + 1).map(found -> {
            List<DeadLetter> page = found.subList(0, Math.min(limit, found.size()));
            Optional<String> next = found.size() > limit
                    ? Optional.of(KeysetCursor.encode(page.get(limit - 1).sortKey()))
                    : Optional.empty();
            return Reply.page(
                    request,
                    new JsonArray(page.stream().map(ProjectionQueries::shown).toList()),
                    next);
        });
    }

    private Future<Reply> resubmit(ApiRequest request) {
        return projections.resubmit(request.text("name"), request.text("id")).map(ProjectionQueries::shown);
    }

    private Future<Reply> discard(ApiRequest request) {
        return projections.discard(request.text("name"), request.text("id")).map(discarded -> Reply.of(204));
    }

    private Future<Reply> resubmitAll(ApiRequest request) {
        return projections.resubmitAll(request.text("name")).map(ProjectionQueries::shown);
    }

    private static Reply shown(Resubmission outcome) {
        return Reply.ok(
                new JsonObject().put("resubmitted", outcome.resubmitted()).put("remaining", outcome.remaining()));
    }

    private static JsonObject shown(DeadLetter letter) {
        EventEnvelope event = letter.event();
        DocumentKey document = letter.document();
        return new JsonObject()
                .put("id", letter.id())
                .put("document", document == null ? null : document.toString())
                .put("error", letter.error())
                .put("follows", letter.follows())
                .put("parkedAt", letter.parkedAt().toString())
                .put("event", letter.unreadable() ? null : shown(event))
                .put(
                        "message",
                        letter.unreadable()
                                ? new JsonObject().put("source", event.source()).put("text", event.data())
                                : null);
    }

    private static JsonObject shown(EventEnvelope event) {
        return new JsonObject()
                .put("id", event.id())
                .put("type", event.type())
                .put("source", event.source())
                .put("partition", event.partition())
                .put("position", event.position())
                .put("subject", event.aggregateId())
                .put("time", event.time().toString())
                .put("data", data(event));
    }

    /** As JSON, or as text if it is none: it may be just that what is wrong with it. */
    private static Object data(EventEnvelope event) {
        try {
            return Json.decodeValue(event.data());
        } catch (DecodeException e) {
            return event.data();
        }
    }

    private static JsonObject shown(ProjectionStatus status) {
        JsonObject shown = new JsonObject()
                .put("name", status.name())
                .put("version", status.version())
                .put("generation", status.generation())
                .put("state", status.state().name().toLowerCase(Locale.ROOT));
        status.error().ifPresent(error -> shown.put("error", error));
        shown.put("lagSeconds", seconds(status.lag().toMillis()))
                .put("deadLetters", status.deadLetters())
                .put("eventsApplied", status.eventsApplied())
                .put("eventsPerSecond", status.eventsPerSecond())
                .put("sources", sources(status.partitions()))
                .put(
                        "generations",
                        new JsonArray(status.generations().stream()
                                .map(ProjectionQueries::shown)
                                .toList()));
        status.verification().ifPresent(found -> shown.put("verification", shown(found)));
        return shown;
    }

    private static JsonObject shown(ProjectionStatus.OfGeneration generation) {
        JsonObject shown = new JsonObject()
                .put("generation", generation.number())
                .put("version", generation.version())
                .put("state", generation.state())
                .put("kept", generation.kept())
                .put("deadLetters", generation.deadLetters())
                .put("startedAt", generation.startedAt().toString());
        generation.completedAt().ifPresent(at -> shown.put("completedAt", at.toString()));
        generation.progress().ifPresent(progress -> {
            shown.put("events", progress.events())
                    .put("of", progress.of())
                    .put("eventsPerSecond", Math.round(progress.eventsPerSecond()));
            progress.timeLeft().ifPresent(left -> shown.put("secondsLeft", seconds(left.toMillis())));
            if (!progress.waitingFor().isEmpty()) {
                shown.put("waitingFor", new JsonArray(progress.waitingFor()));
            }
        });
        return shown;
    }

    private static JsonObject shown(Verification found) {
        JsonObject positions = new JsonObject();
        found.positions().forEach(positions::put);
        return new JsonObject()
                .put("generation", found.generation())
                .put("startedAt", found.startedAt().toString())
                .put("finishedAt", found.finishedAt().toString())
                .put("positions", positions)
                .put("documents", found.documents())
                .put("differing", found.differing())
                .put("unsettled", found.unsettled())
                .put(
                        "differences",
                        new JsonArray(found.differences().stream()
                                .map(difference -> new JsonObject()
                                        .put("document", difference.document().toString())
                                        .put("kind", difference.kind())
                                        .put("fields", new JsonArray(difference.fields())))
                                .toList()));
    }

    private static JsonArray sources(List<ProjectionStatus.Partition> partitions) {
        return new JsonArray(partitions.stream()
                .map(partition -> new JsonObject()
                        .put("source", partition.source())
                        .put("partition", partition.partition())
                        .put("checkpoint", partition.checkpoint())
                        .put("head", partition.head())
                        .put("lagPositions", partition.head() - partition.checkpoint())
                        .put("lagSeconds", seconds(partition.lag().toMillis())))
                .toList());
    }

    private static double seconds(long millis) {
        return millis / 1000.0;
    }
}
