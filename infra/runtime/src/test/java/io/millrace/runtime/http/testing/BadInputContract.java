package io.millrace.runtime.http.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Whatever a client sends, it gets a 4xx problem that names the field, never a 5xx, and nothing is written.
 *
 * <p>A service extends this with a running instance, and operations to torment: everything is derived from a valid
 * request of each.
 */
public abstract class BadInputContract {

    /** Where the service listens. */
    protected abstract URI service();

    /** Operations that take a body. */
    protected abstract List<Write> writes();

    /** Grows with everything the service writes, such as the number of its events. */
    protected abstract long written();

    /**
     * An operation that takes a body.
     *
     * @param path without wrong parts, and safe to be sent any number of refused requests
     * @param validBody with every field the operation knows, at least one of them a text
     */
    public record Write(String method, String path, JsonObject validBody) {

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private RawHttp http() {
        return new RawHttp(service());
    }

    @TestFactory
    Stream<DynamicTest> refusesEveryFieldOfAnotherType() {
        return eachPlace((write, place) -> {
            Object other = otherType(valueAt(write.validBody(), place));
            String body = replaced(write.validBody(), place, other).encode();
            return Stream.of(refusal(write + " with another type at " + place, write, body, place));
        });
    }

    @TestFactory
    Stream<DynamicTest> refusesTextADatabaseCannotHold() {
        return eachText((write, place) -> Stream.of(
                refusal(write + " with NUL at " + place, write, escapedAt(write, place, "\\u0000"), place),
                refusal(write + " with half a pair at " + place, write, escapedAt(write, place, "\\ud800"), place),
                refusal(
                        write + " with the other half at " + place,
                        write,
                        escapedAt(write, place, "\\udc00x"),
                        place)));
    }

    @TestFactory
    Stream<DynamicTest> refusesNumbersOutOfAnyRange() {
        return eachPlace((write, place) -> valueAt(write.validBody(), place) instanceof Number
                ? Stream.of("1e999999", "9".repeat(400), "-" + "9".repeat(30), "1.5", "1e300", "0." + "3".repeat(500))
                        .map(number -> test(write + " with " + shortened(number) + " at " + place, () -> {
                            String body = replaced(write.validBody(), place, "@@")
                                    .encode()
                                    .replace("\"@@\"", number);
                            assertRefused(send(write, body), 400, place);
                        }))
                : Stream.empty());
    }

    @TestFactory
    Stream<DynamicTest> refusesUnknownFields() {
        return writes().stream().map(write -> {
            String body = write.validBody().copy().put("surprise", 1).encode();
            return refusal(write + " with an unknown field", write, body, "/surprise");
        });
    }

    @TestFactory
    Stream<DynamicTest> refusesDuplicateKeys() {
        return writes().stream().map(write -> {
            String name = write.validBody().fieldNames().iterator().next();
            String body = write.validBody().encode();
            String twice = "{\"" + name + "\":1," + body.substring(1);
            return refusal(write + " with " + name + " twice", write, twice, "/" + name);
        });
    }

    @TestFactory
    Stream<DynamicTest> refusesBodiesThatAreNotOneJsonObject() {
        return writes().stream().flatMap(write -> {
            String valid = write.validBody().encode();
            return Stream.of(
                            "",
                            " ",
                            "{",
                            "}",
                            "nul",
                            "null",
                            "true",
                            "1",
                            "\"text\"",
                            "[]",
                            "[{}]",
                            "{]",
                            "{\"a\":}",
                            "{'a':1}",
                            "{a:1}",
                            "{\"a\":01}",
                            "{\"a\":NaN}",
                            "{\"a\":+1}",
                            "// c\n{}",
                            valid.substring(0, valid.length() - 1),
                            valid + valid,
                            valid + " x",
                            "\uFEFF" + valid,
                            valid.replaceFirst("\\{", "{,"),
                            "{\"a\":\"\u0001\"}",
                            "{\"a\":\"\\x\"}")
                    .map(body -> refusal(write + " with " + shortened(body), write, body, ""));
        });
    }

    @TestFactory
    Stream<DynamicTest> refusesBytesThatAreNotUtf8() {
        return writes().stream()
                .flatMap(write -> Stream.of(
                                new byte[] {(byte) 0xff},
                                new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'},
                                new byte[] {'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', ':', '1', '}'},
                                write.validBody().encode().getBytes(StandardCharsets.UTF_16),
                                write.validBody().encode().getBytes(StandardCharsets.UTF_16LE))
                        .map(bytes -> test(
                                write + " with " + bytes.length + " strange bytes",
                                () -> assertRefused(http().json(write.method(), write.path(), bytes), 400, ""))));
    }

    @TestFactory
    Stream<DynamicTest> refusesDeepNesting() {
        return writes().stream()
                .flatMap(write -> Stream.of(33, 1000, 20_000)
                        .map(depth -> test(write + " nested " + depth + " deep", () -> {
                            String body = "{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
                            assertRefused(send(write, body), 400);
                        })));
    }

    @TestFactory
    Stream<DynamicTest> refusesTooLargeBodies() {
        return writes().stream()
                .flatMap(write -> Stream.of(1 << 20, 10 << 20)
                        .map(size -> test(write + " with " + (size >> 20) + " MiB", () -> {
                            String body = "{\"a\":\"" + "x".repeat(size) + "\"}";
                            assertRefused(send(write, body), 413);
                            assertRefused(chunked(write, body), 413);
                        })));
    }

    @TestFactory
    Stream<DynamicTest> refusesOtherContentTypes() {
        return writes().stream()
                .flatMap(write -> Stream.of(
                                "text/plain",
                                "application/xml",
                                "application/x-www-form-urlencoded",
                                "multipart/form-data; boundary=x",
                                "application/json; charset=utf-16",
                                "application/json; charset=iso-8859-1",
                                "garbage",
                                "/",
                                ";")
                        .map(type -> test(
                                write + " as " + type,
                                () -> assertRefused(
                                        http().send(
                                                        write.method(),
                                                        write.path(),
                                                        headers("Content-Type: " + type),
                                                        valid(write)),
                                        415))));
    }

    @TestFactory
    Stream<DynamicTest> refusesMissingContentTypeAndCompression() {
        return writes().stream()
                .flatMap(write -> Stream.of(
                        test(
                                write + " without a type",
                                () -> assertRefused(
                                        http().send(write.method(), write.path(), headers(), valid(write)), 415)),
                        test(
                                write + " compressed",
                                () -> assertRefused(
                                        http().json(
                                                        write.method(),
                                                        write.path(),
                                                        valid(write),
                                                        "Content-Encoding: gzip"),
                                        415))));
    }

    @TestFactory
    Stream<DynamicTest> refusesBadHeaders() {
        return writes().stream()
                .flatMap(write -> Stream.of(
                                "If-Match: 3",
                                "If-Match: ",
                                "If-Match: \"3",
                                "If-Match: \"3\" \"4\"",
                                "If-Match: ,",
                                "Idempotency-Key: " + "k".repeat(256),
                                "Idempotency-Key: ",
                                "Idempotency-Key: a b",
                                "Idempotency-Key: schl\u00fcssel",
                                "Idempotency-Key: a\r\nIdempotency-Key: b",
                                "Prefer: wait=soon",
                                "Prefer: wait=-1",
                                "Prefer: wait=99999999999999999999")
                        .map(header -> test(write + " with " + shortened(header), () -> {
                            RawHttp.Answer answer = http().json(write.method(), write.path(), valid(write), header);
                            assertRefused(answer, 400);
                            assertThat(answer.json()
                                            .getJsonArray("errors")
                                            .getJsonObject(0)
                                            .getString("header"))
                                    .isEqualTo(header.substring(0, header.indexOf(':')));
                        })));
    }

    @TestFactory
    Stream<DynamicTest> refusesPathsThatCannotBeDecoded() {
        return writes().stream()
                .flatMap(write -> Stream.of("%", "%4", "%zz", "%00", "%ff", "%ed%a0%80", "a%c3", "\u00e9")
                        .map(end -> test(write + "/" + end, () -> {
                            RawHttp.Answer answer = http().json(write.method(), write.path() + "/" + end, valid(write));
                            assertRefused(answer, 400);
                        })));
    }

    @TestFactory
    Stream<DynamicTest> refusesQueriesNobodyKnows() {
        return writes().stream()
                .flatMap(write -> Stream.of("surprise=1", "%zz=1", "=", "a=%00", "a=%ff")
                        .map(query -> test(write + "?" + query, () -> {
                            RawHttp.Answer answer =
                                    http().json(write.method(), write.path() + "?" + query, valid(write));
                            assertRefused(answer, 400);
                            assertThat(answer.json()
                                            .getJsonArray("errors")
                                            .getJsonObject(0)
                                            .getString("parameter"))
                                    .isNotNull();
                        })));
    }

    @TestFactory
    Stream<DynamicTest> refusesOtherMethods() {
        return writes().stream()
                .flatMap(write -> Stream.of("PATCH", "TRACE", "CONNECT", "BREW", "PROPFIND")
                        .filter(method -> !method.equals(write.method()))
                        .map(method -> test(method + " " + write.path(), () -> {
                            RawHttp.Answer answer = http().json(method, write.path(), valid(write));
                            assertThat(answer.status()).isBetween(400, 499);
                            if (answer.status() == 405) {
                                assertThat(answer.headers().get("allow")).contains(write.method());
                            }
                        })));
    }

    @Test
    void refusesUnknownPaths() {
        long before = written();
        for (String path :
                List.of("/", "/nothing-here", "//", "/..", "/%2e%2e/etc/passwd", "/nothing-here/1/2/3/4/5")) {
            assertRefused(http().get(path), 404);
        }
        assertThat(written()).isEqualTo(before);
    }

    @Test
    void refusesOverlongAddressesAndHeaders() {
        assertRefused(http().get("/" + "a".repeat(20_000)), 414);
        assertRefused(http().get("/", "X-Long: " + "a".repeat(40_000)), 431);
    }

    @Test
    void refusesWhatIsNotHttp() {
        RawHttp.Answer answer = http().raw("hello there\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertRefused(answer, 400);
    }

    private interface Torment {
        Stream<DynamicTest> at(Write write, String place);
    }

    private Stream<DynamicTest> eachPlace(Torment torment) {
        return writes().stream()
                .flatMap(write -> places("", write.validBody()).stream().flatMap(place -> torment.at(write, place)));
    }

    private Stream<DynamicTest> eachText(Torment torment) {
        return eachPlace((write, place) ->
                valueAt(write.validBody(), place) instanceof String ? torment.at(write, place) : Stream.empty());
    }

    private DynamicTest refusal(String name, Write write, String body, String place) {
        return test(name, () -> assertRefused(send(write, body), 400, place));
    }

    /** Every refusal is one that wrote nothing. */
    private DynamicTest test(String name, Runnable assertion) {
        return DynamicTest.dynamicTest(name, () -> {
            long before = written();
            assertion.run();
            assertThat(written()).isEqualTo(before);
        });
    }

    private RawHttp.Answer send(Write write, String body) {
        return http().json(write.method(), write.path(), body);
    }

    private static byte[] valid(Write write) {
        return write.validBody().encode().getBytes(StandardCharsets.UTF_8);
    }

    private RawHttp.Answer chunked(Write write, String body) {
        String head = write.method() + " " + write.path()
                + " HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
        String chunk = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
        return http().raw((head + chunk).getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void assertRefused(RawHttp.Answer answer, int status, String... places) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
        JsonObject problem = answer.json();
        assertThat(problem.getString("type")).startsWith("urn:millrace:problem:");
        assertThat(problem.getInteger("status")).isEqualTo(status);
        List<String> named = new ArrayList<>();
        for (Object error : problem.getJsonArray("errors", new JsonArray())) {
            JsonObject field = (JsonObject) error;
            assertThat(field.getString("message")).isNotBlank();
            named.add(field.getString("pointer"));
        }
        assertThat(named).as(answer.body()).containsAll(List.of(places));
    }

    private static List<String> places(String at, Object value) {
        List<String> places = new ArrayList<>();
        if (value instanceof JsonObject object) {
            for (Map.Entry<String, Object> member : object) {
                String place = at + "/" + member.getKey();
                places.add(place);
                places.addAll(places(place, member.getValue()));
            }
        } else if (value instanceof JsonArray array && !array.isEmpty()) {
            places.add(at + "/0");
            places.addAll(places(at + "/0", array.getValue(0)));
        }
        return places;
    }

    private static Object valueAt(JsonObject body, String place) {
        Object value = body;
        for (String name : place.substring(1).split("/", -1)) {
            value = value instanceof JsonArray array
                    ? array.getValue(Integer.parseInt(name))
                    : ((JsonObject) value).getValue(name);
        }
        return value;
    }

    private static JsonObject replaced(JsonObject body, String place, Object replacement) {
        JsonObject copy = body.copy();
        int slash = place.lastIndexOf('/');
        String name = place.substring(slash + 1);
        Object around = slash == 0 ? copy : valueAt(copy, place.substring(0, slash));
        if (around instanceof JsonArray array) {
            array.set(Integer.parseInt(name), replacement);
        } else {
            ((JsonObject) around).put(name, replacement);
        }
        return copy;
    }

    private static String escapedAt(Write write, String place, String escape) {
        return replaced(write.validBody(), place, "@@").encode().replace("@@", "a" + escape);
    }

    private static Object otherType(Object value) {
        if (value instanceof String) {
            return 12;
        }
        return value instanceof JsonObject || value instanceof JsonArray ? (Object) "text" : new JsonObject();
    }

    private static String[] headers(String... headers) {
        return headers;
    }

    private static String shortened(String text) {
        return text.length() > 30 ? text.substring(0, 30) + "… (" + text.length() + ")" : text;
    }
}
