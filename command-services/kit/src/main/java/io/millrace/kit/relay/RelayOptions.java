package io.millrace.kit.relay;

import java.time.Duration;

/**
 * @param look how often to look for commits of other processes
 * @param takeOverCheck how often to look whether this process leads or may
 * @param markInterval how often at most the durable mark is moved
 * @param gather how long events that are committed in quick succession are held back at most, to share messages
 */
public record RelayOptions(Duration look, Duration takeOverCheck, Duration markInterval, Duration gather) {

    public static final RelayOptions DEFAULT = new RelayOptions(
            Duration.ofMillis(250), Duration.ofSeconds(1), Duration.ofMillis(500), Duration.ofMillis(5));
}
