package io.millrace.query;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mongo.MongoClient;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The connection to the read models' database: every wait bounded, whatever the URI leaves open. */
final class ReadModelDatabase {

    private static final String DEFAULT_NAME = "query";

    /** In milliseconds; an option of the URI wins. */
    private static final Map<String, String> BOUNDS = new LinkedHashMap<>(Map.of(
            "connectTimeoutMS", "2000",
            "serverSelectionTimeoutMS", "2000",
            "timeoutMS", "5000",
            "maxPoolSize", "32"));

    private ReadModelDatabase() {}

    /** Connects when first asked, and again after a loss. */
    static MongoClient open(Vertx vertx, URI uri) {
        return MongoClient.create(
                vertx, new JsonObject().put("connection_string", bounded(uri)).put("db_name", name(uri)));
    }

    static String name(URI uri) {
        String path = uri.getPath() == null ? "" : uri.getPath().replace("/", "");
        return path.isEmpty() ? DEFAULT_NAME : path;
    }

    static String bounded(URI uri) {
        String text = uri.toString();
        if (uri.getRawPath() == null || uri.getRawPath().isEmpty()) {
            text = text.replace(uri.getRawAuthority(), uri.getRawAuthority() + "/");
        }
        String given = uri.getRawQuery() == null ? "" : uri.getRawQuery().toLowerCase(Locale.ROOT);
        StringBuilder bounded = new StringBuilder(text);
        char separator = uri.getRawQuery() == null ? '?' : '&';
        for (Map.Entry<String, String> bound : BOUNDS.entrySet()) {
            if (!given.contains(bound.getKey().toLowerCase(Locale.ROOT) + "=")) {
                bounded.append(separator).append(bound.getKey()).append('=').append(bound.getValue());
                separator = '&';
            }
        }
        return bounded.toString();
    }
}
