package io.millrace.runtime;

import io.millrace.runtime.log.LogFormat;
import io.millrace.runtime.log.LogLevel;
import io.millrace.runtime.trace.TraceOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The main of a service: reads its settings, starts it, stops it on SIGTERM or SIGINT.
 *
 * <p>Exit codes: 0 after an orderly stop or {@code --help}, 1 when the start failed, 2 when settings or arguments are
 * wrong. Everything a person needs to know stands in one line on standard error (a line per wrong setting); where log lines
 * are JSON it is one of them.
 */
public final class Launcher {

    private static final Logger log = LoggerFactory.getLogger(Launcher.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    /** A start that takes longer fails, and ends the process with exit code 1. */
    public static final Duration LONGEST_START = Duration.ofMinutes(2);

    /** From SIGTERM to the end of the process: who would kill it should wait longer. */
    public static final Duration LONGEST_STOP = STOP_LIMIT.plus(CLOSE_LIMIT);

    private Launcher() {}

    /**
     * Runs a service until the process is told to stop; never returns normally before that.
     *
     * @param read reads the service's settings; called once, and its result used only if all settings are right
     * @param start starts the service; its future completes when the service is usable
     */
    public static <S> void run(
            String[] args, String name, Function<Settings, S> read, BiFunction<Host, S, Future<Running>> start) {
        int code = run(args, name, System.getenv(), System.out, System.err, read, start);
        if (code >= 0) {
            System.exit(code);
        }
    }

    /** The exit code, or -1 when the service is running. */
    static <S> int run(
            String[] args,
            String name,
            Map<String, String> environment,
            PrintStream out,
            PrintStream err,
            Function<Settings, S> read,
            BiFunction<Host, S, Future<Running>> start) {
        if (Arrays.asList(args).contains("--help")) {
            out.println(name + " is set up by environment variables:\n" + describe(read));
            return 0;
        }
        LogFormat.begin(name);
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, failure) -> log.error("Thread {} has ended", thread.getName(), failure));
        Complaints complaints = LogFormat.read(Settings.of(environment)) == LogFormat.JSON
                ? log::error
                : (complaint, cause) -> {
                    err.println(complaint);
                    log.debug("Start failed", cause);
                };
        if (args.length > 0) {
            complaints.say(name + " takes no arguments but --help; it is set up by environment variables", null);
            return 2;
        }
        Settings settings = Settings.of(environment);
        TraceOptions traces = TraceOptions.read(Settings.of(environment));
        S wanted;
        try {
            wanted = readChecked(settings, read);
        } catch (InvalidSettings e) {
            complaints.say(name + ": " + e.getMessage(), null);
            return 2;
        }
        return launch(name, traces, complaints, host -> start.apply(host, wanted));
    }

    /** Where it is said why the process ends; the cause only where it tells more than the complaint. */
    private interface Complaints {
        void say(String complaint, @Nullable Throwable cause);
    }

    /** The table of a service's settings: name, default, meaning. */
    public static String describe(Function<Settings, ?> read) {
        Settings none = Settings.of(Map.of());
        var unused = read.apply(none);
        declareCommon(none);
        return none.table();
    }

    private static <S> S readChecked(Settings settings, Function<Settings, S> read) {
        S wanted = read.apply(settings);
        declareCommon(settings);
        settings.check();
        return wanted;
    }

    /** Logback reads two of these itself, before any settings are. */
    private static void declareCommon(Settings settings) {
        var unusedLevel = LogLevel.read(settings);
        var unusedFormat = LogFormat.read(settings);
        var unusedTraces = TraceOptions.read(settings);
    }

    private static int launch(
            String name, TraceOptions traces, Complaints complaints, Function<Host, Future<Running>> start) {
        Vertx vertx = Host.eventLoops();
        Host host = Host.on(vertx, name, traces);
        try {
            Running running = await(callStart(start, host), LONGEST_START);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(name, host, running), name + "-stop"));
            log.info("{} is ready", name);
            return -1;
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            complaints.say(name + " could not start: " + describe(cause), cause);
            closeQuietly(vertx);
            return 1;
        }
    }

    private static Future<Running> callStart(Function<Host, Future<Running>> start, Host host) {
        try {
            return start.apply(host);
        } catch (RuntimeException | Error e) { // threads of the failed start would keep the process
            return Future.failedFuture(e);
        }
    }

    private static void stop(String name, Host host, Running running) {
        log.info("{} is stopping", name);
        try {
            await(running.stop().eventually(host.tracing()::close), STOP_LIMIT);
            log.info("{} has stopped", name);
        } catch (ExecutionException | TimeoutException e) {
            log.error("{} did not stop in order: {}", name, describe(e));
        }
        closeQuietly(host.vertx());
        // Asked to stop and stopped is success, whatever number the signal had.
        Runtime.getRuntime().halt(0);
    }

    private static void closeQuietly(Vertx vertx) {
        try {
            await(vertx.close(), CLOSE_LIMIT);
        } catch (ExecutionException | TimeoutException e) {
            log.warn("Event loops did not close: {}", describe(e));
        }
    }

    /** Message and causes in one line; causes that say the same are left out. */
    private static String describe(Throwable failure) {
        StringBuilder line = new StringBuilder();
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 6; depth++, cause = cause.getCause()) {
            boolean wrapper = cause instanceof CompletionException || cause instanceof ExecutionException;
            String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            if (!wrapper && line.indexOf(message) < 0) {
                line.append(line.length() == 0 ? "" : ": ").append(message);
            }
        }
        return line.toString().replaceAll("\\s*\\R\\s*", " ");
    }

    private static <T> T await(Future<T> future, Duration limit) throws ExecutionException, TimeoutException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExecutionException(e);
        }
    }
}
