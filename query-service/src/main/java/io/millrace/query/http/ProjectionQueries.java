package io.millrace.query.http;

import io.millrace.query.projection.ProjectionStatus;
import io.millrace.query.projection.Projections;
import io.millrace.runtime.http.ApiRequest;
import io.millrace.runtime.http.HttpApi;
import io.millrace.runtime.http.Problem;
import io.millrace.runtime.http.ProblemException;
import io.millrace.runtime.http.Reply;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/** {@code GET /projections} and {@code GET /projections/{name}}: how the read models are doing. */
public final class ProjectionQueries {

    private final Projections projections;

    private ProjectionQueries(Projections projections) {
        this.projections = projections;
    }

    /** Lets the interface answer. */
    public static void answer(HttpApi.Builder api, Projections projections) {
        ProjectionQueries queries = new ProjectionQueries(projections);
        api.handle("listProjections", request -> queries.list());
        api.handle("getProjection", queries::one);
    }

    private Future<Reply> list() {
        JsonArray items = new JsonArray();
        projections.status().forEach(status -> items.add(shown(status)));
        return Future.succeededFuture(Reply.ok(new JsonObject().put("items", items)));
    }

    private Future<Reply> one(ApiRequest request) {
        String name = request.text("name");
        return projections.status().stream()
                .filter(status -> status.name().equals(name))
                .findFirst()
                .map(status -> Future.succeededFuture(Reply.ok(shown(status))))
                .orElseGet(() -> Future.failedFuture(new ProblemException(Problem.of(
                        "unknown-projection", 404, "No such projection", "There is no projection " + name))));
    }

    private static JsonObject shown(ProjectionStatus status) {
        JsonObject shown = new JsonObject()
                .put("name", status.name())
                .put("version", status.version())
                .put("generation", status.generation())
                .put("state", status.state().name().toLowerCase(Locale.ROOT));
        status.error().ifPresent(error -> shown.put("error", error));
        return shown.put("lagSeconds", seconds(status.lag().toMillis()))
                .put("eventsApplied", status.eventsApplied())
                .put("eventsPerSecond", status.eventsPerSecond())
                .put("sources", sources(status.partitions()));
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
