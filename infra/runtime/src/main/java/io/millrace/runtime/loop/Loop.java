package io.millrace.runtime.loop;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns one background activity: runs a step, waits as long as the step asks, is woken early, backs off after failures.
 *
 * <p>Never two steps at a time. Every step and all state live on the given context; the public methods may be called
 * from any thread. A failed step is logged once when failing begins and once when it is over.
 */
public final class Loop {

    private static final Logger log = LoggerFactory.getLogger(Loop.class);
    private static final long NO_TIMER = -1;

    private final Context context;
    private final String name;
    private final Supplier<Future<Next>> step;
    private final BackOff backOff;
    private final AtomicBoolean wakeRequested = new AtomicBoolean();
    private final Promise<Void> stopped = Promise.promise();

    // Below: touched on the context only.
    private boolean started;
    private boolean paused;
    private boolean stopping;
    private boolean running;
    private boolean runAgain;
    private int failures;
    private long timer = NO_TIMER;
    private @Nullable Promise<Void> waitingForIdle;

    private volatile @Nullable Throwable failure;

    /** A loop that backs off in the standard way. It does nothing until started. */
    public Loop(Context context, String name, Supplier<Future<Next>> step) {
        this(context, name, BackOff.STANDARD, step);
    }

    /** A loop with its own back-off. It does nothing until started. */
    public Loop(Context context, String name, BackOff backOff, Supplier<Future<Next>> step) {
        this.context = context;
        this.name = name;
        this.backOff = backOff;
        this.step = step;
    }

    /** Begins with a step at once. Starting twice, or after a stop, changes nothing. */
    public void start() {
        context.runOnContext(ignored -> {
            if (!started && !stopping) {
                started = true;
                run();
            }
        });
    }

    /**
     * Asks for a step soon. Calls made before that step begins count as one; a call during a step causes one more
     * afterwards. While backing off after a failure the wait is not shortened.
     */
    public void wake() {
        if (wakeRequested.compareAndSet(false, true)) {
            context.runOnContext(ignored -> {
                wakeRequested.set(false);
                if (running || paused) {
                    runAgain = true;
                } else if (started && failures == 0) {
                    run();
                }
            });
        }
    }

    /** Begins no further step until {@link #resume()}. Completes when no step is in flight. */
    public Future<Void> pause() {
        Promise<Void> idle = Promise.promise();
        context.runOnContext(ignored -> {
            paused = true;
            cancelTimer();
            whenIdle(idle);
        });
        return idle.future();
    }

    /** Goes on after a pause, with a step at once. */
    public void resume() {
        context.runOnContext(ignored -> {
            if (paused) {
                paused = false;
                if (started && !running) {
                    run();
                }
            }
        });
    }

    /**
     * Begins no further step and waits for the one in flight, at most this long; then the future fails with a
     * {@link TimeoutException} that names the loop. Stopping twice is the same as once.
     */
    public Future<Void> stop(Duration atMost) {
        context.runOnContext(ignored -> {
            stopping = true;
            cancelTimer();
            whenIdle(stopped);
            if (running) {
                limitStop(atMost);
            }
        });
        return stopped.future();
    }

    private void limitStop(Duration atMost) {
        String late = name + " did not finish its step within " + atMost;
        long limit = context.owner()
                .setTimer(Math.max(1, atMost.toMillis()), fired -> stopped.tryFail(new TimeoutException(late)));
        stopped.future().onComplete(done -> context.owner().cancelTimer(limit));
    }

    /** Why the latest step failed; empty when the latest step succeeded. */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    private void run() {
        cancelTimer();
        if (stopping || paused || running) {
            return;
        }
        running = true;
        runAgain = false;
        callStep()
                .onComplete(outcome -> context.runOnContext(ignored -> {
                    running = false;
                    if (outcome.succeeded()) {
                        succeeded(outcome.result());
                    } else {
                        failed(outcome.cause());
                    }
                }));
    }

    private Future<Next> callStep() {
        try {
            return step.get();
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private void succeeded(Next next) {
        if (failures > 0) {
            log.info("{} works again after {} failures", name, failures);
        }
        failures = 0;
        failure = null;
        if (goesOn()) {
            if (runAgain) {
                runAfter(Duration.ZERO);
            } else {
                next.delay().ifPresent(this::runAfter);
            }
        }
    }

    private void failed(Throwable cause) {
        failures++;
        failure = cause;
        if (failures == 1 && !stopping) {
            String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
            log.warn("{} failed and will be tried again: {}", name, reason);
        }
        log.debug("{} failed {} times in a row", name, failures, cause);
        if (goesOn()) {
            runAfter(backOff.after(failures));
        }
    }

    private boolean goesOn() {
        settleIdle();
        return !stopping && !paused;
    }

    private void runAfter(Duration delay) {
        if (delay.isZero()) {
            // Through the context's queue, so that a busy loop leaves room for others on its event loop.
            context.runOnContext(ignored -> run());
        } else {
            timer = context.owner()
                    .setTimer(
                            Math.max(1, delay.toMillis()),
                            fired -> context.runOnContext(ignored -> {
                                if (timer == fired) {
                                    timer = NO_TIMER;
                                    run();
                                }
                            }));
        }
    }

    private void cancelTimer() {
        if (timer != NO_TIMER) {
            context.owner().cancelTimer(timer);
            timer = NO_TIMER;
        }
    }

    private void whenIdle(Promise<Void> idle) {
        if (!running) {
            idle.tryComplete();
        } else if (waitingForIdle == null) {
            waitingForIdle = idle;
        } else if (waitingForIdle != idle) {
            waitingForIdle.future().onComplete(done -> idle.tryComplete());
        }
    }

    private void settleIdle() {
        if (waitingForIdle != null) {
            waitingForIdle.tryComplete();
            waitingForIdle = null;
        }
    }
}
