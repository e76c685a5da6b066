package io.millrace.runtime.http;

import java.time.Duration;

/**
 * What protects a service from its clients.
 *
 * @param bodyBytes largest body taken
 * @param inFlight most requests worked on at a time; more are refused at once
 * @param time longest a request may take, the reading of its body included, unless its operation says otherwise
 * @param drain longest a stop waits for requests in flight
 */
public record HttpLimits(int bodyBytes, int inFlight, Duration time, Duration drain) {

    /** 256 KiB, 1024 requests, 10 s, 10 s. */
    public static final HttpLimits STANDARD =
            new HttpLimits(256 * 1024, 1024, Duration.ofSeconds(10), Duration.ofSeconds(10));
}
