package io.millrace.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.runtime.http.testing.RawHttp;
import io.millrace.runtime.trace.CurrentTrace;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class HttpServiceTest {

    private static final String JOB =
            "{\"title\":\"Mend the gate\",\"lines\":[{\"part\":\"bolt\",\"quantity\":2}],\"weight\":1.5}";

    private Workshop workshop;
    private RawHttp http;

    @BeforeEach
    void open() {
        workshop = new Workshop(Workshop.limits(2, Duration.ofSeconds(10)));
        http = new RawHttp(workshop.address());
    }

    @AfterEach
    void close() {
        workshop.close();
    }

    @Nested
    class AnswersValidRequests {

        @Test
        void withTheHandlersReply() {
            RawHttp.Answer answer =
                    http.json("POST", "/jobs", JOB, "Idempotency-Key: k-1", "If-Match: \"3\", W/\"x,y\"");
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.headers())
                    .containsEntry("etag", "\"1\"")
                    .containsEntry("location", "/jobs/" + Workshop.ID)
                    .containsEntry("content-type", "application/json");
            assertThat(answer.json()).isEqualTo(new JsonObject(JOB));
        }

        @Test
        void asPartOfTheClientsTraceAndOfNobodyElses() throws IOException, InterruptedException {
            String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
            workshop.misbehaviour.put(
                    "showNote",
                    request -> workshop.vertx()
                            .timer(1)
                            .map(fired -> Reply.ok(new JsonObject().put("of", String.valueOf(CurrentTrace.get())))));
            HttpClient oneConnection = HttpClient.newHttpClient();
            HttpRequest untraced = HttpRequest.newBuilder(workshop.address().resolve("/notes/a"))
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            HttpRequest traced = HttpRequest.newBuilder(untraced, (name, value) -> true)
                    .header("traceparent", trace)
                    .build();
            assertThat(oneConnection.send(traced, BodyHandlers.ofString()).body())
                    .isEqualTo("{\"of\":\"" + trace + "\"}");
            assertThat(oneConnection.send(untraced, BodyHandlers.ofString()).body())
                    .isEqualTo("{\"of\":\"null\"}");
        }

        @Test
        void withWholeNumbersHoweverTheyAreWritten() {
            String job = JOB.replace("\"quantity\":2", "\"quantity\":2e0");
            assertThat(http.json("POST", "/jobs", job)
                            .json()
                            .getJsonArray("lines")
                            .getJsonObject(0)
                            .getValue("quantity"))
                    .isEqualTo(2);
        }

        @Test
        void withDecodedPathsAndTextOfAllPlanes() {
            assertThat(http.get("/notes/a%20b%2Fc+d%F0%9F%8E%89").json().getString("name"))
                    .isEqualTo("a b/c+d\uD83C\uDF89");
        }

        @Test
        void withALiteralPathBeforeAParameter() {
            assertThat(http.get("/jobs/overdue").status()).isEqualTo(200);
            assertThat(http.get("/jobs/" + Workshop.ID).json().getString("id")).isEqualTo(Workshop.ID);
        }

        @Test
        void withPagesLinkedToTheNext() {
            RawHttp.Answer first = http.get("/jobs?limit=2&status=OPEN");
            String next = first.json().getString("next");
            assertThat(first.headers())
                    .containsEntry("link", "</jobs?limit=2&status=OPEN&cursor=" + next + ">; rel=\"next\"");
            assertThat(http.get("/jobs?limit=2&cursor=" + next).json().getJsonArray("items"))
                    .isEqualTo(new JsonArray().add(3).add(4));
        }

        @Test
        void toHeadWithoutABody() {
            RawHttp.Answer answer = http.send("HEAD", "/jobs/" + Workshop.ID, new String[0], new byte[0]);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers()).containsEntry("content-length", "45").containsEntry("etag", "\"7\"");
        }

        @Test
        void toOptionsWithWhatIsAllowed() {
            RawHttp.Answer answer = http.send("OPTIONS", "/jobs", new String[0], new byte[0]);
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.headers()).containsEntry("allow", "GET, HEAD, OPTIONS, POST");
        }

        @Test
        void notModifiedWhenTheClientHasItAlready() {
            assertThat(http.get("/jobs/" + Workshop.ID, "If-None-Match: W/\"7\"")
                            .status())
                    .isEqualTo(304);
            assertThat(http.get("/jobs/" + Workshop.ID, "If-None-Match: \"6\"").status())
                    .isEqualTo(200);
        }

        @Test
        void thatWaitForPermissionToSendTheBody() {
            assertThat(http.json("POST", "/jobs", JOB, "Expect: 100-continue").status())
                    .isEqualTo(201);
        }
    }

    @Nested
    class Refuses {

        @Test
        void withAllErrorsOfABodyInPlainWords() {
            String job = "{\"title\":\"\",\"email\":\"x\",\"priority\":0,\"kind\":\"BURN\",\"extra\":1,"
                    + "\"lines\":[{\"part\":\"7\",\"quantity\":\"2\"},{\"part\":\"a\"}]}";
            JsonArray errors = http.json("POST", "/jobs", job).json().getJsonArray("errors");
            assertThat(errors)
                    .extracting(error ->
                            ((JsonObject) error).getString("pointer") + " " + ((JsonObject) error).getString("message"))
                    .containsExactlyInAnyOrder(
                            "/title must not be empty",
                            "/email must be an e-mail address, was \"x\"",
                            "/priority must be at least 1, was 0",
                            "/kind must be one of REPAIR, PAINT, was \"BURN\"",
                            "/extra is not a known field",
                            "/lines/0/part must match ^[a-z]+$, was \"7\"",
                            "/lines/0/quantity must be a whole number, was \"2\"",
                            "/lines/1/quantity is required");
        }

        @Test
        void malformedJsonWithItsPlace() {
            JsonObject error = firstError(http.json("POST", "/jobs", "{\n  \"title\": x}"));
            assertThat(error.getString("message")).startsWith("is not well-formed JSON at line 2, column 13: ");
        }

        @Test
        void badParametersByName() {
            assertThat(firstError(http.get("/jobs?limit=0")).encode())
                    .isEqualTo("{\"parameter\":\"limit\",\"message\":\"must be at least 1, was 0\"}");
            assertThat(firstError(http.get("/jobs?limit=ten")).getString("message"))
                    .isEqualTo("must be a whole number, was \"ten\"");
            assertThat(firstError(http.get("/jobs?limit=1&limit=2")).getString("message"))
                    .isEqualTo("is given more than once");
            assertThat(firstError(http.get("/jobs?status=LATE")).getString("message"))
                    .isEqualTo("must be one of OPEN, DONE, was \"LATE\"");
            assertThat(firstError(http.get("/jobs/seven")).getString("parameter"))
                    .isEqualTo("id");
            assertThat(firstError(http.get("/jobs", "Consistency-Token: " + "x".repeat(101)))
                            .getString("header"))
                    .isEqualTo("Consistency-Token");
        }

        @Test
        void cursorsItNeverGave() {
            for (String cursor : new String[] {"", "x", "!!!", "AQ", KeysetCursor.encode("text"), "a".repeat(3000)}) {
                RawHttp.Answer answer = http.get("/jobs?cursor=" + cursor);
                assertThat(answer.status()).isEqualTo(400);
                assertThat(firstError(answer).getString("parameter")).isEqualTo("cursor");
            }
        }

        @Test
        void bodiesWhereNoneBelongs() {
            assertThat(http.json("DELETE", "/jobs/" + Workshop.ID, "{}").status())
                    .isEqualTo(400);
            assertThat(http.send("DELETE", "/jobs/" + Workshop.ID, new String[0], new byte[0])
                            .status())
                    .isEqualTo(204);
        }

        @Test
        void clientsThatTakeNoJson() {
            assertThat(http.get("/jobs", "Accept: text/html").status()).isEqualTo(406);
            assertThat(http.get("/jobs", "Accept: application/json;q=0").status())
                    .isEqualTo(406);
            assertThat(http.get("/jobs", "Accept: text/html, application/*;q=0.1")
                            .status())
                    .isEqualTo(200);
        }

        @Test
        void noClientForWhatItTakesWhereNothingIsAnswered() {
            assertThat(http.send(
                                    "DELETE",
                                    "/jobs/" + Workshop.ID,
                                    new String[] {"Accept: application/json"},
                                    new byte[0])
                            .status())
                    .isEqualTo(204);
        }

        @Test
        void otherMethodsAndTellsWhichAreAllowed() {
            RawHttp.Answer answer = http.json("PUT", "/jobs", JOB);
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.headers()).containsEntry("allow", "GET, HEAD, OPTIONS, POST");
        }

        private JsonObject firstError(RawHttp.Answer answer) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
            return answer.json().getJsonArray("errors").getJsonObject(0);
        }
    }

    @Nested
    class WhenAHandlerFails {

        @Test
        void answersWithItsProblem() {
            workshop.misbehaviour.put(
                    "overdueJobs",
                    request -> Future.failedFuture(new ProblemException(
                            Problem.of("too-late", 409, "Too late", "by a day").with("days", 1))));
            RawHttp.Answer answer = http.get("/jobs/overdue");
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.json().getString("type")).isEqualTo("urn:millrace:problem:too-late");
            assertThat(answer.json().getInteger("days")).isEqualTo(1);
        }

        @Test
        void leaksNothing() {
            workshop.misbehaviour.put("overdueJobs", request -> {
                throw new IllegalStateException("password is hunter2");
            });
            assertInternalError(http.get("/jobs/overdue"));
            workshop.misbehaviour.put(
                    "overdueJobs", request -> Future.failedFuture(new IllegalStateException("password is hunter2")));
            assertInternalError(http.get("/jobs/overdue"));
        }

        @Test
        void answersEvenIfTheReplyCannotBeSent() {
            workshop.misbehaviour.put(
                    "overdueJobs",
                    request -> Future.succeededFuture(Reply.of(204).withHeader("Location", "/a\r\nSet-Cookie: b")));
            assertInternalError(http.get("/jobs/overdue"));
            workshop.misbehaviour.put("overdueJobs", request -> Future.succeededFuture());
            assertInternalError(http.get("/jobs/overdue"));
        }

        private void assertInternalError(RawHttp.Answer answer) {
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).doesNotContain("hunter2");
            assertThat(answer.json().getString("id")).hasSize(36);
        }

        @Test
        void answersInTimeAnyway() {
            try (Workshop hasty = new Workshop(Workshop.limits(2, Duration.ofMillis(50)))) {
                hasty.holdBack("overdueJobs");
                RawHttp.Answer answer = new RawHttp(hasty.address()).get("/jobs/overdue");
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.json().getString("type")).isEqualTo("urn:millrace:problem:timeout");
                assertThat(answer.headers()).containsKey("retry-after");
            }
        }
    }

    @Test
    void tellsAClientThatItsBodyDidNotArrive() {
        try (Workshop hasty = new Workshop(Workshop.limits(2, Duration.ofMillis(50)))) {
            String head =
                    "POST /jobs HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{";
            RawHttp.Answer answer = new RawHttp(hasty.address()).raw(head.getBytes(StandardCharsets.US_ASCII));
            assertThat(answer.status()).isEqualTo(408);
            assertThat(hasty.written).hasValue(0);
        }
    }

    @Test
    void refusesMoreThanItCanTakeAndRecovers() {
        Promise<Reply> heldBack = workshop.holdBack("overdueJobs");
        CompletableFuture<RawHttp.Answer> first = CompletableFuture.supplyAsync(() -> http.get("/jobs/overdue"));
        CompletableFuture<RawHttp.Answer> second = CompletableFuture.supplyAsync(() -> http.get("/jobs/overdue"));
        await().untilAsserted(
                        () -> assertThat(http.get("/metrics").body()).contains("http_server_requests_active 2.0"));

        RawHttp.Answer refused = http.get("/jobs/" + Workshop.ID);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.json().getString("type")).isEqualTo("urn:millrace:problem:overloaded");
        assertThat(refused.headers()).containsEntry("retry-after", "1");

        heldBack.complete(Reply.of(204));
        assertThat(first.join().status()).isEqualTo(204);
        assertThat(second.join().status()).isEqualTo(204);
        assertThat(http.get("/jobs/" + Workshop.ID).status()).isEqualTo(200);
    }

    @Test
    void finishesWhatIsInFlightBeforeItStops() {
        Promise<Reply> heldBack = workshop.holdBack("overdueJobs");
        CompletableFuture<RawHttp.Answer> inFlight = CompletableFuture.supplyAsync(() -> http.get("/jobs/overdue"));
        await().untilAsserted(
                        () -> assertThat(http.get("/metrics").body()).contains("http_server_requests_active 1.0"));

        Future<Void> stop = workshop.service.stop();
        await().untilAsserted(() ->
                assertThatThrownBy(() -> http.get("/health/live")).isInstanceOf(java.io.UncheckedIOException.class));
        assertThat(stop.isComplete()).isFalse();

        heldBack.complete(Reply.ok(new JsonObject().put("done", true)));
        assertThat(inFlight.join().status()).isEqualTo(200);
        Workshop.await(stop);
        Workshop.await(workshop.service.stop());
    }

    @Test
    void beginsNothingMoreOnceItIsStopping() throws IOException {
        Promise<Reply> heldBack = workshop.holdBack("overdueJobs");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), workshop.service.port())) {
            socket.setSoTimeout(20_000);
            String job = "{\"name\":\"late\"}";
            String first = "GET /jobs/overdue HTTP/1.1\r\nHost: test\r\n\r\n";
            String second = "POST /jobs HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: "
                    + job.length() + "\r\n\r\n" + job;
            socket.getOutputStream().write((first + second).getBytes(StandardCharsets.UTF_8));
            await().untilAsserted(
                            () -> assertThat(http.get("/metrics").body()).contains("http_server_requests_active 1.0"));

            Future<Void> stop = workshop.service.stop();
            heldBack.complete(Reply.of(204));

            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answers).startsWith("HTTP/1.1 204").contains("HTTP/1.1 503", "urn:millrace:problem:stopping");
            assertThat(workshop.written).hasValue(0);
            Workshop.await(stop);
        }
    }

    @Test
    void tellsWhetherItIsReadyAndWhyNot() {
        AtomicBoolean up = new AtomicBoolean(true);
        workshop.health.check("store", () -> up.get() ? Future.succeededFuture() : Future.failedFuture("no route"));
        assertThat(http.get("/health/ready").json())
                .isEqualTo(new JsonObject("{\"status\":\"up\",\"checks\":[{\"name\":\"store\",\"status\":\"up\"}]}"));
        up.set(false);
        RawHttp.Answer down = http.get("/health/ready");
        assertThat(down.status()).isEqualTo(503);
        assertThat(down.json().getJsonArray("checks").getJsonObject(0).getString("detail"))
                .isEqualTo("no route");
        assertThat(http.get("/health/live").status()).isEqualTo(200);
    }

    @Test
    void countsAHealthCheckWithoutAnAnswerAsFailed() {
        workshop.health.check("store", () -> Promise.<Void>promise().future());
        RawHttp.Answer answer = http.get("/health/ready");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("no answer within 2 s");
    }

    @Test
    void servesItsContractAndMetrics() {
        assertThat(http.get("/openapi.yaml").body()).startsWith("openapi: 3.1.0");
        http.get("/jobs/overdue");
        assertThat(http.get("/metrics").body())
                .contains("http_server_requests_seconds_count{method=\"GET\",operation=\"overdueJobs\","
                        + "route=\"/jobs/overdue\",status=\"200\"} 1");
    }

    @Test
    void getsAFreePortOfItsOwnBesideOthers() {
        HttpService other = Workshop.await(HttpService.start(workshop.vertx(), empty(), HttpSettings.loopback(0)));
        assertThat(other.port()).isNotEqualTo(workshop.service.port());
        Workshop.await(other.stop());
    }

    private static HttpApi empty() {
        return HttpApi.builder(
                        Contract.of("openapi: 3.1.0\npaths: {}"),
                        new io.micrometer.prometheusmetrics.PrometheusMeterRegistry(
                                io.micrometer.prometheusmetrics.PrometheusConfig.DEFAULT))
                .build();
    }

    @Test
    void namesThePortThatIsTaken() {
        HttpApi none = empty();
        int port = workshop.service.port();
        try (Workshop other = new Workshop(HttpLimits.STANDARD)) {
            Throwable failure = HttpService.start(other.vertx(), none, HttpSettings.loopback(port))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .handle((started, cause) -> cause)
                    .join();
            assertThat(failure).isInstanceOf(PortTaken.class).hasMessageContaining("Port " + port);
        }
    }
}
