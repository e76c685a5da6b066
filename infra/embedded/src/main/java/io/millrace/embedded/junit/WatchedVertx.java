package io.millrace.embedded.junit;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.threadchecker.BlockedThreadEvent;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Vert.x that remembers every blocked event loop and says so when it is closed. What counts is the time a loop ran or
 * waited for something; the time it was ready but could not run is left out.
 */
final class WatchedVertx implements AutoCloseable {
    private static final long LIMIT_MILLIS = 100;
    private static final long FIRST_USE_LIMIT_MILLIS = 1_000;
    private static final long CHECK_MILLIS = 50;
    private static final long SAMPLE_MILLIS = 20;
    private static final int REMEMBERED = 20;
    /** Of the JDK's and of Netty's between a channel and the system call. */
    private static final int CHANNEL_FRAMES = 10;

    private final Vertx vertx;
    private final Map<Thread, ThreadTime> threadTimes = new ConcurrentHashMap<>();
    private final ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor(WatchedVertx::daemon);
    private final Queue<AssertionError> blocked = new ConcurrentLinkedQueue<>();

    WatchedVertx() {
        VertxOptions options = new VertxOptions()
                .setMaxEventLoopExecuteTime(LIMIT_MILLIS)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
                .setBlockedThreadCheckInterval(CHECK_MILLIS)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS);
        vertx = Vertx.vertx(options);
        connectOnce();
        watchEventLoops(options.getEventLoopPoolSize());
        ((VertxInternal) vertx).blockedThreadChecker().setThreadBlockedHandler(this::remember);
    }

    /** A process's first connection loads and links what every further one finds there. */
    private void connectOnce() {
        NetServer server = vertx.createNetServer().connectHandler(NetSocket::close);
        Futures.await(server.listen(0, "127.0.0.1")
                .compose(ready -> vertx.createNetClient().connect(ready.actualPort(), "127.0.0.1"))
                .eventually(server::close));
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "event-loop-watch");
        thread.setDaemon(true);
        return thread;
    }

    /** Contexts go to the loops in turn. */
    private void watchEventLoops(int loops) {
        List<Future<Void>> watched =
                Stream.generate(this::watchNextEventLoop).limit(loops).toList();
        Futures.await(Future.all(watched));
        sampler.scheduleAtFixedRate(
                () -> threadTimes.values().forEach(ThreadTime::sample),
                SAMPLE_MILLIS,
                SAMPLE_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private Future<Void> watchNextEventLoop() {
        return Future.future(done -> ((VertxInternal) vertx)
                .createEventLoopContext()
                .runOnContext(ignored -> {
                    threadTimes.put(Thread.currentThread(), ThreadTime.ofCurrentThread());
                    done.complete();
                }));
    }

    /** A block that is over when it is looked at was hardly longer than the limit; a longer one was looked at before. */
    void remember(BlockedThreadEvent event) {
        Thread.State state = event.thread().getState();
        StackTraceElement[] stack = event.thread().getStackTrace();
        if (Stream.of(stack).anyMatch(WatchedVertx::waitsForEvents)) {
            return;
        }
        long busy = busy(event, state, stack);
        if (busy >= limit(event, busy, stack) && blocked.size() < REMEMBERED) {
            AssertionError error = new AssertionError(event.thread().getName() + " was blocked for "
                    + TimeUnit.NANOSECONDS.toMillis(busy) + " ms; its stack then:");
            error.setStackTrace(stack);
            blocked.add(error);
        }
    }

    /** In Java code a thread that does not run cannot; where it waits, and in most native code, it may wait for anything. */
    private long busy(BlockedThreadEvent event, Thread.State state, StackTraceElement[] stack) {
        ThreadTime time = threadTimes.get(event.thread());
        if (time == null) {
            return event.duration();
        }
        boolean computes = state == Thread.State.RUNNABLE && stack.length > 0 && !mayWait(stack);
        return computes ? time.ranWithin(event.duration()) : event.duration() - time.starvedWithin(event.duration());
    }

    /**
     * What the language itself has as native methods, such as the creation of an object, waits for nothing, nor does a channel
     * that reads or writes: its socket does not block.
     */
    static boolean mayWait(StackTraceElement[] stack) {
        StackTraceElement top = stack[0];
        return top.isNativeMethod()
                && !top.getClassName().startsWith("java.lang.")
                && !top.getClassName().startsWith("jdk.internal.misc.")
                && Stream.of(stack).limit(CHANNEL_FRAMES).noneMatch(WatchedVertx::usesAChannel);
    }

    private static boolean usesAChannel(StackTraceElement frame) {
        return frame.getClassName().equals("io.netty.channel.socket.nio.NioSocketChannel")
                && (frame.getMethodName().equals("doWrite")
                        || frame.getMethodName().equals("doReadBytes"));
    }

    /**
     * The first use of code loads and links it, and waits while another thread does: once a process, and slow on a busy machine.
     * What a thread has loaded before it is looked at shows in no stack, only in the number of classes.
     */
    private long limit(BlockedThreadEvent event, long busy, StackTraceElement[] stack) {
        boolean first = hasLoaded(event, busy) || Stream.of(stack).anyMatch(WatchedVertx::loadsOrLinks);
        return TimeUnit.MILLISECONDS.toNanos(first ? FIRST_USE_LIMIT_MILLIS : LIMIT_MILLIS);
    }

    /** Or another thread has; but only this one's running is excused by it. */
    private boolean hasLoaded(BlockedThreadEvent event, long busy) {
        ThreadTime time = threadTimes.get(event.thread());
        return time != null
                && time.loadedClassesWithin(event.duration())
                && time.ranWithin(event.duration()) > busy / 2;
    }

    private static boolean waitsForEvents(StackTraceElement frame) {
        return frame.getClassName().equals("io.netty.channel.nio.NioIoHandler")
                && frame.getMethodName().equals("select");
    }

    private static boolean loadsOrLinks(StackTraceElement frame) {
        return switch (frame.getMethodName()) {
            case "loadClass" -> frame.getClassName().equals("java.lang.ClassLoader");
            case "linkCallSite", "linkMethod", "linkMethodHandleConstant" ->
                frame.getClassName().equals("java.lang.invoke.MethodHandleNatives");
            case "<clinit>" -> true;
            default -> false;
        };
    }

    Vertx vertx() {
        return vertx;
    }

    /** @throws AssertionError when an event loop was blocked, with the stack it had */
    @Override
    public void close() {
        Futures.await(vertx.close());
        sampler.shutdownNow();
        AssertionError first = blocked.poll();
        if (first != null) {
            blocked.forEach(first::addSuppressed);
            throw first;
        }
    }
}
