package io.millrace.runtime.loop;

import java.time.Duration;
import java.util.Optional;

/** What a step asks of its loop: when to run it again. A wake always shortens the wait. */
public final class Next {

    private static final Next WHEN_WOKEN = new Next(Optional.empty());
    private static final Next AT_ONCE = new Next(Optional.of(Duration.ZERO));

    private final Optional<Duration> delay;

    private Next(Optional<Duration> delay) {
        this.delay = delay;
    }

    /** There is more to do now. */
    public static Next atOnce() {
        return AT_ONCE;
    }

    /** Look again after this long, or when woken. */
    public static Next after(Duration delay) {
        return new Next(Optional.of(delay.isNegative() ? Duration.ZERO : delay));
    }

    /** Nothing to do until somebody calls {@link Loop#wake()}. */
    public static Next whenWoken() {
        return WHEN_WOKEN;
    }

    Optional<Duration> delay() {
        return delay;
    }
}
