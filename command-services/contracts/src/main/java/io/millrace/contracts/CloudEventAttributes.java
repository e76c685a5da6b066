package io.millrace.contracts;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Gathers one event's attributes in whatever order they come. */
final class CloudEventAttributes {
    private @Nullable String specVersion;
    private @Nullable String id;
    private @Nullable String source;
    private @Nullable String type;
    private @Nullable String subject;
    private @Nullable String time;
    private @Nullable String partition;
    private @Nullable String sequence;
    private @Nullable String aggregateVersion;
    private @Nullable String traceparent;
    private @Nullable String data;

    void set(String name, String value) {
        switch (name) {
            case "specversion" -> specVersion = once(name, specVersion, value);
            case "id" -> id = once(name, id, value);
            case "source" -> source = once(name, source, value);
            case "type" -> type = once(name, type, value);
            case "subject" -> subject = once(name, subject, value);
            case "time" -> time = once(name, time, value);
            case "partition" -> partition = once(name, partition, value);
            case "sequence" -> sequence = once(name, sequence, value);
            case "aggregateversion" -> aggregateVersion = once(name, aggregateVersion, value);
            case "traceparent" -> traceparent = once(name, traceparent, value);
            case "data" -> data = once(name, data, value);
            case "data_base64" -> throw new MalformedEventException("data_base64 is not understood, only data is");
            default -> {}
        }
    }

    private static String once(String name, @Nullable String present, String value) {
        if (present != null) {
            throw new MalformedEventException("an event has its attribute " + name + " twice");
        }
        return value;
    }

    EventEnvelope envelope() {
        String version = required("specversion", specVersion);
        if (!version.equals("1.0")) {
            throw new MalformedEventException("specversion " + version + " is not 1.0");
        }
        String path = required("source", source);
        if (!path.startsWith(CloudEvents.SOURCE_PREFIX)) {
            throw new MalformedEventException("source " + path + " does not start with " + CloudEvents.SOURCE_PREFIX);
        }
        return new EventEnvelope(
                required("id", id),
                path.substring(CloudEvents.SOURCE_PREFIX.length()),
                Math.toIntExact(number("partition", partition, 0, Integer.MAX_VALUE)),
                number("sequence", sequence, 1, Long.MAX_VALUE),
                required("subject", subject),
                number("aggregateversion", aggregateVersion, 1, Long.MAX_VALUE),
                required("type", type),
                time(required("time", time)),
                traceparent,
                required("data", data));
    }

    private static long number(String name, @Nullable String text, long from, long to) {
        String digits = required(name, text);
        try {
            long number = Long.parseLong(digits);
            if (number >= from && number <= to) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new MalformedEventException(name + " " + digits + " is not a whole number", e);
        }
        throw new MalformedEventException(name + " " + digits + " is not between " + from + " and " + to);
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new MalformedEventException("time " + text + " is not an RFC 3339 time", e);
        }
    }

    private static String required(String name, @Nullable String value) {
        if (value == null) {
            throw new MalformedEventException("an event lacks its attribute " + name);
        }
        return value;
    }
}
