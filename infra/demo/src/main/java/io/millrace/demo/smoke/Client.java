package io.millrace.demo.smoke;

import io.millrace.contracts.ConsistencyToken;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A client that reads its own writes: every query carries the tokens of all commands so far. Its calls block. Thread-safe.
 */
public final class Client {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String PATIENCE = "wait=10";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();
    private final Map<String, Long> written = new ConcurrentHashMap<>();

    /** Sends a command and returns whatever the answer is; fails with {@link UncheckedIOException} when there is none. */
    public Answer post(String url, JsonObject body, String... headers) {
        return command("POST", url, body, headers);
    }

    /** A command without a body. */
    public Answer post(String url) {
        return remember(send("POST " + url, request(url).POST(HttpRequest.BodyPublishers.noBody())));
    }

    /** Like a command that is posted. */
    public Answer put(String url, JsonObject body, String... headers) {
        return command("PUT", url, body, headers);
    }

    /** Like a command that is posted. */
    public Answer delete(String url) {
        return remember(send("DELETE " + url, request(url).DELETE()));
    }

    private Answer command(String method, String url, JsonObject body, String... headers) {
        HttpRequest.Builder request = request(url)
                .method(method, HttpRequest.BodyPublishers.ofString(body.encode()))
                .header("Content-Type", "application/json");
        return remember(send(method + " " + url + " " + body.encode(), request, headers));
    }

    private Answer remember(Answer answer) {
        if (!answer.token().isEmpty()) {
            ConsistencyToken.parse(answer.token())
                    .positions()
                    .forEach((partition, position) -> written.merge(partition, position, Math::max));
        }
        return answer;
    }

    /**
     * Lets answers from now on reflect also what a read model knows there is, which one that is asked next may not have heard of:
     * what comes of commands, like inventory's answers, their tokens do not cover.
     */
    void rememberHeads(String projectionUrl) {
        get(projectionUrl).expect(200).body().getJsonArray("sources").forEach(each -> {
            JsonObject source = (JsonObject) each;
            written.merge(
                    ConsistencyToken.key(source.getString("source"), source.getInteger("partition")),
                    source.getLong("head"),
                    Math::max);
        });
    }

    /** Asks for what reflects every command so far. */
    public Answer get(String url, String... headers) {
        return ask(PATIENCE, url, headers);
    }

    /** Likewise, and waits no longer than a second for what is not there yet. */
    public Answer getSoon(String url) {
        return ask("wait=1", url);
    }

    private Answer ask(String prefer, String url, String... headers) {
        HttpRequest.Builder request = request(url).header("Prefer", prefer);
        if (!written.isEmpty()) {
            request.header("Consistency-Token", new ConsistencyToken(written).encode());
        }
        return send("GET " + url, request, headers);
    }

    /** All items of a list, page by page. */
    public List<JsonObject> all(String url) {
        List<JsonObject> items = new ArrayList<>();
        String separator = url.contains("?") ? "&" : "?";
        String next = "";
        do {
            Answer page = get(url + (next.isEmpty() ? "" : separator + "cursor=" + next))
                    .expect(200);
            items.addAll(page.items());
            next = page.body().getString("next", "");
        } while (!next.isEmpty());
        return items;
    }

    private static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(LIMIT);
    }

    private Answer send(String what, HttpRequest.Builder request, String... headers) {
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return Answer.of(what, http.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(what + " got no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
