package io.millrace.demo.story;

import io.millrace.demo.smoke.Difference;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Follows one thing by server-sent events, and comes again by itself when the stream ends, as a browser does. */
final class Follower implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int PAUSE_MILLIS = 200;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();
    private final URI uri;
    private final BlockingQueue<JsonObject> states = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> instances = new LinkedBlockingQueue<>();
    private volatile String lastId = "";
    private volatile boolean over;

    private Follower(URI uri) {
        this.uri = uri;
    }

    static Follower of(String url) {
        Follower follower = new Follower(URI.create(url));
        Thread thread = new Thread(follower::follow, "follower");
        thread.setDaemon(true);
        thread.start();
        return follower;
    }

    /** The address of the instance that it follows from now on. */
    String nextInstance() {
        return next(instances, "an instance to follow");
    }

    /** What it was told next. */
    JsonObject nextState() {
        return next(states, "a state");
    }

    private static <T> T next(BlockingQueue<T> queue, String what) {
        try {
            T next = queue.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (next == null) {
                throw new Difference("What the follower got", what + " within " + LIMIT.toSeconds() + " s", "nothing");
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void follow() {
        while (!over) {
            try {
                followOnce();
            } catch (IOException | UncheckedIOException e) {
                // The stream broke.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            new CompletableFuture<Void>()
                    .completeOnTimeout(null, PAUSE_MILLIS, TimeUnit.MILLISECONDS)
                    .join();
        }
    }

    private void followOnce() throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "text/event-stream");
        if (!lastId.isEmpty()) {
            request.header("Last-Event-ID", lastId);
        }
        HttpResponse<Stream<String>> response = http.send(request.build(), BodyHandlers.ofLines());
        try (Stream<String> lines = response.body()) {
            if (response.statusCode() == 200) {
                instances.add(response.headers().firstValue("Served-By").orElse("unknown"));
                lines.takeWhile(line -> !over).forEach(this::line);
            }
        }
    }

    private void line(String line) {
        if (line.startsWith("id:")) {
            lastId = line.substring("id:".length()).strip();
        } else if (line.startsWith("data:")) {
            states.add(new JsonObject(line.substring("data:".length())));
        }
    }

    @Override
    public void close() {
        over = true;
    }
}
