package io.millrace.contracts;

import static java.util.Objects.requireNonNull;

import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/** How the CloudEvents codec takes a message that may be broken. */
final class Refusal {

    private Refusal() {}

    /** The refusal, or null if the message was read; fails on any other exception. */
    static @Nullable MalformedEventException ifAny(@Nullable String contentType, byte[] body) {
        try {
            requireNonNull(CloudEvents.decode(contentType, body));
            return null;
        } catch (MalformedEventException e) {
            Assertions.assertThat(e).message().isNotBlank();
            return e;
        }
    }
}
