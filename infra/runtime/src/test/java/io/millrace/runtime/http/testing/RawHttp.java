package io.millrace.runtime.http.testing;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Sends exactly the bytes it is told to, one request a connection; every wait is bounded. */
public final class RawHttp {

    private static final int PATIENCE_MILLIS = 20_000;

    private final String host;
    private final int port;

    /** Talks to this address. */
    public RawHttp(URI service) {
        this.host = service.getHost();
        this.port = service.getPort();
    }

    /** A whole answer; header names in lower case. */
    public record Answer(int status, Map<String, String> headers, String body) {

        /** The body as JSON. */
        public JsonObject json() {
            return new JsonObject(body);
        }
    }

    /** A request without a body. */
    public Answer get(String path, String... headers) {
        return send("GET", path, headers, new byte[0]);
    }

    /** A request with a JSON body. */
    public Answer json(String method, String path, String body, String... headers) {
        return json(method, path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** A request that says its body is JSON. */
    public Answer json(String method, String path, byte[] body, String... headers) {
        String[] all = new String[headers.length + 1];
        all[0] = "Content-Type: application/json";
        System.arraycopy(headers, 0, all, 1, headers.length);
        return send(method, path, all, body);
    }

    /** A request with these headers, a Content-Length if there is a body, and a body. */
    public Answer send(String method, String path, String[] headers, byte[] body) {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: test\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        if (body.length > 0 || method.equals("POST")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(body);
        return raw(bytes.toByteArray());
    }

    /** These bytes, nothing else. */
    public Answer raw(byte[] bytes) {
        try (Socket socket = new Socket(host, port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            Thread writer = new Thread(() -> write(socket, bytes), "raw-http-writer");
            writer.setDaemon(true);
            writer.start();
            boolean head = new String(bytes, 0, Math.min(5, bytes.length), StandardCharsets.ISO_8859_1).equals("HEAD ");
            return read(socket.getInputStream(), head);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Socket socket, byte[] bytes) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        } catch (SocketException e) {
            // The server may answer and close before it has read everything.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answer read(InputStream in, boolean head) throws IOException {
        String line = line(in);
        while (line.startsWith("HTTP/1.1 100")) {
            line(in);
            line = line(in);
        }
        if (line.isEmpty()) {
            throw new IOException("the connection was closed without an answer");
        }
        int status = Integer.parseInt(line.split(" ", 3)[1]);
        Map<String, String> headers = new TreeMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        int length = head ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Answer(status, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
