package io.millrace.system.check;

import io.millrace.contracts.ConsistencyToken;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Asks the query service for what it shows once it has reached a token, for which it has ten minutes each time. */
final class Queries {

    private static final Duration CATCH_UP = Duration.ofMinutes(10);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;
    private final ConsistencyToken token;

    Queries(String url, ConsistencyToken token) {
        this.url = url;
        this.token = token;
    }

    /** All pages of a list. */
    List<JsonObject> all(String path) throws IOException, InterruptedException {
        List<JsonObject> items = new ArrayList<>();
        String separator = path.contains("?") ? "&" : "?";
        String cursor = "";
        do {
            JsonObject page = get(path + separator + "limit=200" + cursor);
            page.getJsonArray("items").forEach(item -> items.add((JsonObject) item));
            String next = page.getString("next");
            cursor = next == null ? "" : "&cursor=" + next;
        } while (!cursor.isEmpty());
        return items;
    }

    private JsonObject get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(40))
                .header("Prefer", "wait=30")
                .header("Consistency-Token", token.encode())
                .build();
        long end = System.nanoTime() + CATCH_UP.toNanos();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        while (response.body().contains("read-model-behind") && System.nanoTime() < end) {
            response = http.send(request, BodyHandlers.ofString());
        }
        if (response.statusCode() != 200) {
            throw new AssertionError(
                    path + " got " + response.statusCode() + " " + response.body() + "; read models: " + projections());
        }
        return new JsonObject(response.body());
    }

    private String projections() throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + "/projections")).build();
        return http.send(request, BodyHandlers.ofString()).body();
    }
}
