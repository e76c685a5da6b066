package io.millrace.system.outage;

import io.millrace.contracts.ConsistencyToken;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks a query service. Blocks; every wait is bounded. */
final class Questions {

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String url;

    Questions(String url) {
        this.url = url;
    }

    /** What it answered. */
    record Answer(int status, String body) {

        JsonObject json() {
            return new JsonObject(body);
        }
    }

    /** As it is. */
    Answer now(String path) {
        return send(request(path));
    }

    /** As it is, if a token's writes are in it already. */
    Answer at(ConsistencyToken token, String path) {
        return send(request(path).header("Consistency-Token", token.encode()).header("Prefer", "wait=0"));
    }

    /** Once a token's writes are in it. */
    Answer after(ConsistencyToken token, String path) {
        return send(request(path).header("Consistency-Token", token.encode()).header("Prefer", "wait=20"));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(30));
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
