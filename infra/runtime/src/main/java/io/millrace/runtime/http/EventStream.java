package io.millrace.runtime.http;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer that goes on: server-sent events, as the HTML standard describes them. Every event is a whole state, so that a
 * client that reads slowly is sent the latest one when it can take it, and none of those in between. Thread-safe; its state
 * belongs to the event loop of the connection.
 */
public final class EventStream {

    static final String MEDIA_TYPE = "text/event-stream";

    private final Context context;
    private final HttpServerResponse response;
    private @Nullable Buffer waiting;
    private boolean closed;
    private final List<Runnable> whenClosed = new ArrayList<>();

    EventStream(Context context, HttpServerResponse response) {
        this.context = context;
        this.response = response;
    }

    /** An event in the form in which it is sent, to be made once for many streams. The data may have no line breaks. */
    public static Buffer event(String id, Buffer data) {
        return Buffer.buffer(data.length() + id.length() + 16)
                .appendString("id: ")
                .appendString(id)
                .appendString("\ndata: ")
                .appendBuffer(data)
                .appendString("\n\n");
    }

    /** Sends a state; one that still waits for the client to read is replaced. */
    public void send(Buffer event) {
        context.runOnContext(ignored -> {
            if (closed) {
                return;
            }
            if (response.writeQueueFull()) {
                waiting = event;
            } else {
                response.write(event);
            }
        });
    }

    /** To be told when either side has closed it; at once if that has happened. Called on the connection's event loop. */
    public void whenClosed(Runnable listener) {
        context.runOnContext(ignored -> {
            if (closed) {
                listener.run();
            } else {
                whenClosed.add(listener);
            }
        });
    }

    /** Ends it; the client may come again. */
    public void close() {
        context.runOnContext(ignored -> {
            if (!closed) {
                response.end();
                ended();
            }
        });
    }

    /** Called on the connection's event loop, as everything below. */
    void open() {
        response.drainHandler(drained -> {
            Buffer latest = waiting;
            if (latest != null && !closed) {
                waiting = null;
                response.write(latest);
            }
        });
        response.closeHandler(gone -> ended());
    }

    private void ended() {
        if (!closed) {
            closed = true;
            waiting = null;
            whenClosed.forEach(Runnable::run);
        }
    }

    /** So that nothing on the way takes the connection for dead. */
    void beat(Buffer comment) {
        if (!closed && !response.writeQueueFull()) {
            response.write(comment);
        }
    }

    Context context() {
        return context;
    }
}
