package io.millrace.query;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a query service answered. */
record Answer(HttpResponse<String> response) {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    /** @param headers names and values in turn */
    static Answer get(int port, String path, String... headers) {
        return of(request(port, path, headers).build());
    }

    static Answer post(int port, String path) {
        return of(request(port, path).POST(BodyPublishers.noBody()).build());
    }

    static Answer post(int port, String path, JsonObject body) {
        return of(request(port, path, "Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.encode()))
                .build());
    }

    static Answer delete(int port, String path) {
        return of(request(port, path).DELETE().build());
    }

    private static Answer of(HttpRequest request) {
        try {
            return new Answer(HTTP.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new IllegalStateException("no answer to " + request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static CompletableFuture<Answer> getLater(int port, String path, String... headers) {
        return HTTP.sendAsync(request(port, path, headers).build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(Answer::new);
    }

    private static HttpRequest.Builder request(int port, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(40));
        return headers.length == 0 ? request : request.headers(headers);
    }

    int status() {
        return response.statusCode();
    }

    String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    JsonObject body() {
        return new JsonObject(response.body());
    }

    /** Last part of the problem's type. */
    String problem() {
        return body().getString("type", "").replace("urn:millrace:problem:", "");
    }

    JsonArray items() {
        return body().getJsonArray("items");
    }

    /** One field of every item. */
    List<Object> items(String field) {
        return items().stream().map(item -> ((JsonObject) item).getValue(field)).toList();
    }
}
