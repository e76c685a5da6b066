package io.millrace.query;

import io.millrace.runtime.Settings;
import io.millrace.runtime.http.HttpSettings;
import java.net.URI;

/**
 * What a query service needs to know.
 *
 * @param mongo {@code mongodb://host:port/database}; the database holds read models only
 * @param broker {@code amqp://user:password@host:port/vhost}
 * @param followers most clients that follow something by server-sent events
 */
public record QuerySettings(URI mongo, URI broker, HttpSettings http, int followers) {

    private static final int PORT = 8080;
    private static final int FOLLOWERS = 20_000;

    /** With room for 20,000 followers. */
    public QuerySettings(URI mongo, URI broker, HttpSettings http) {
        this(mongo, broker, http, FOLLOWERS);
    }

    /** Reads the {@code MILLRACE_*} variables. */
    public static QuerySettings read(Settings settings) {
        return new QuerySettings(
                settings.requiredUri(
                        "MILLRACE_MONGO_URI",
                        "MongoDB database of the read models, mongodb://user:password@host:port/database",
                        "mongodb",
                        "mongodb+srv"),
                settings.requiredUri(
                        "MILLRACE_AMQP_URI", "broker, amqp://user:password@host:port/vhost", "amqp", "amqps"),
                HttpSettings.read(settings, PORT),
                settings.integer(
                        "MILLRACE_FOLLOWERS",
                        FOLLOWERS,
                        0,
                        1_000_000,
                        "clients that follow something by server-sent events at a time; more are answered 503"));
    }
}
