package io.millrace.query;

import io.millrace.runtime.Settings;
import io.millrace.runtime.http.HttpSettings;
import java.net.URI;

/**
 * What a query service needs to know.
 *
 * @param mongo {@code mongodb://host:port/database}; the database holds read models only
 * @param broker {@code amqp://user:password@host:port/vhost}
 */
public record QuerySettings(URI mongo, URI broker, HttpSettings http) {

    private static final int PORT = 8080;

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
                HttpSettings.read(settings, PORT));
    }
}
