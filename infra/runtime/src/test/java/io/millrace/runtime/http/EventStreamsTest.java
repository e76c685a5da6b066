package io.millrace.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventStreamsTest {

    private static final int SLOW_EVENTS = 200;
    private static final String LAST_CHUNK = "0";

    private final Queue<EventStream> opened = new ConcurrentLinkedQueue<>();
    private final AtomicInteger ended = new AtomicInteger();
    private Workshop workshop;

    @BeforeEach
    void open() {
        workshop = new Workshop(Workshop.limits(10, Duration.ofSeconds(10)));
        workshop.misbehaviour.put("overdueJobs", request -> Future.succeededFuture(stream()));
    }

    @AfterEach
    void close() {
        workshop.close();
    }

    private Reply stream() {
        return Reply.events(stream -> {
            stream.whenClosed(ended::incrementAndGet);
            opened.add(stream);
        });
    }

    @Test
    void sendsEventsAsTheyCome() throws IOException {
        try (Client client = new Client()) {
            assertThat(client.status()).isEqualTo("HTTP/1.1 200 OK");
            EventStream stream = stream(1);
            stream.send(EventStream.event("a", Buffer.buffer("1")));
            assertThat(client.next("data: ")).isEqualTo("data: 1");
            stream.send(EventStream.event("b", Buffer.buffer("2")));
            assertThat(client.next("data: ")).isEqualTo("data: 2");
        }
        await("the server hears that the client has gone").until(() -> ended.get() == 1);
    }

    @Test
    void sendsTheLatestStateToWhoReadsSlowly() throws IOException {
        String large = "x".repeat(100_000);
        try (Client client = new Client()) {
            client.status();
            EventStream stream = stream(1);
            for (int i = 1; i <= SLOW_EVENTS; i++) {
                stream.send(EventStream.event("e" + i, Buffer.buffer(large)));
            }
            // Far more than all buffers on the way hold: most are left out.
            int seen = 0;
            String last = "id: e" + SLOW_EVENTS;
            boolean complete = false;
            while (!complete) {
                complete = last.equals(client.next("id: "));
                seen++;
            }
            assertThat(seen).isLessThan(SLOW_EVENTS);
        }
    }

    @Test
    void endsThoseThatAreOpenWhenTheServiceStops() throws IOException {
        try (Client client = new Client()) {
            client.status();
            stream(1);
            Workshop.await(workshop.service.stop());
            assertThat(client.ends()).isTrue();
        }
    }

    @Test
    void endsOneThatOpensWhileTheServiceStops() throws IOException {
        Promise<Reply> answer = workshop.holdBack("overdueJobs");
        try (Client client = new Client()) {
            await("the request is there").until(() -> workshop.asked() > 0);
            Future<Void> stopped = workshop.service.stop();
            answer.complete(stream());
            assertThat(client.status()).isEqualTo("HTTP/1.1 200 OK");
            assertThat(client.ends()).isTrue();
            Workshop.await(stopped);
        }
        assertThat(ended).hasValue(1);
    }

    private EventStream stream(int number) {
        await("the stream is open").until(() -> opened.size() == number);
        return opened.stream().skip(number - 1).findFirst().orElseThrow();
    }

    private final class Client implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader lines;

        Client() throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), workshop.service.port());
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("GET /jobs/overdue HTTP/1.1\r\nHost: workshop\r\nAccept: text/event-stream\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        String status() throws IOException {
            return String.valueOf(lines.readLine());
        }

        /** The next line that begins so; null when the stream or the connection has ended. */
        @Nullable
        String next(String beginning) throws IOException {
            String line = lines.readLine();
            while (line != null && !line.startsWith(beginning) && !line.equals(LAST_CHUNK)) {
                line = lines.readLine();
            }
            return line == null || line.equals(LAST_CHUNK) ? null : line;
        }

        /** Whether it ends as an answer ends, rather than by losing the connection. */
        boolean ends() throws IOException {
            return LAST_CHUNK.equals(lines.lines()
                    .filter(line -> line.equals(LAST_CHUNK))
                    .findFirst()
                    .orElse(""));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
