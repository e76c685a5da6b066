package io.millrace.system.check;

import io.millrace.contracts.ConsistencyToken;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Sends commands to the services of one system. Thread-safe. */
public final class Sender {

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final UnaryOperator<String> services;

    /** @param services a service's address, by its name */
    public Sender(UnaryOperator<String> services) {
        this.services = services;
    }

    /**
     * What was acknowledged; empty when the command was refused.
     *
     * @throws IOException when there was no answer, or none that says whether it was carried out
     */
    public Optional<Acknowledged> send(Sent sent) throws IOException {
        HttpResponse<String> response = exchange(sent);
        if (response.statusCode() >= 500) {
            throw new IOException(sent + " got " + response.statusCode() + " " + response.body());
        }
        if (response.statusCode() >= 300) {
            return Optional.empty();
        }
        JsonObject body = new JsonObject(response.body());
        return Optional.of(new Acknowledged(
                sent,
                body.getString(body.containsKey("id") ? "id" : "productId"),
                body.getLong("version"),
                ConsistencyToken.parse(
                        response.headers().firstValue("Consistency-Token").orElseThrow()),
                response.body()));
    }

    private HttpResponse<String> exchange(Sent sent) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(services.apply(sent.service()) + sent.path()))
                .timeout(Duration.ofSeconds(20))
                .header("Idempotency-Key", sent.key());
        JsonObject body = sent.body();
        if (body == null) {
            request.method(sent.method(), BodyPublishers.noBody());
        } else {
            request.method(sent.method(), BodyPublishers.ofString(body.encode()))
                    .header("Content-Type", "application/json");
        }
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
