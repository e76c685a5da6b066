package io.millrace.loadtest.subject;

import io.millrace.loadtest.shop.Addresses;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.Stream;

/** Whether services answer. */
public final class Readiness {

    private static final Duration LIMIT = Duration.ofSeconds(3);

    private Readiness() {}

    /** Whether all five say that they are ready. */
    static boolean ofAll(Addresses at) {
        return Stream.of(at.customers(), at.catalog(), at.inventory(), at.orders(), at.query())
                .allMatch(Readiness::of);
    }

    /** Whether the service at this address says that it is ready. */
    static boolean of(String address) {
        return answers(address + "/health/ready");
    }

    /** Whether the query service answers; it is what one entrance shows of it as well. */
    public static boolean ofQueries(Addresses at) {
        return answers(at.query() + "/products?limit=1");
    }

    private static boolean answers(String url) {
        HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build();
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(url)).timeout(LIMIT).build();
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
