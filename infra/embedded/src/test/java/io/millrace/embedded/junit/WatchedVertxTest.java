package io.millrace.embedded.junit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Promise;
import io.vertx.core.internal.threadchecker.BlockedThreadEvent;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WatchedVertxTest {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final WatchedVertx watched = new WatchedVertx();

    private void onEventLoop(Callable<?> task) {
        Promise<Object> done = Promise.promise();
        watched.vertx().runOnContext(ignored -> {
            try {
                done.complete(task.call());
            } catch (Exception e) {
                done.fail(e);
            }
        });
        Futures.await(done.future());
    }

    @Test
    void isContentWhileNothingBlocks() {
        onEventLoop(() -> 42);
        assertThatCode(watched::close).doesNotThrowAnyException();
    }

    @Test
    @Timeout(10)
    void isContentWithABlockThatIsOver() {
        AtomicReference<Thread> loop = new AtomicReference<>();
        onEventLoop(() -> loop.compareAndSet(null, Thread.currentThread()));
        Thread idle = requireNonNull(loop.get());
        while (Stream.of(idle.getStackTrace())
                .noneMatch(frame -> frame.getMethodName().equals("select"))) {
            Thread.onSpinWait();
        }
        long duration = TimeUnit.MILLISECONDS.toNanos(112);
        watched.remember(new BlockedThreadEvent(idle, duration, duration, duration));
        assertThatCode(watched::close).doesNotThrowAnyException();
    }

    @Test
    void knowsThatAChannelDoesNotWaitWhileItWrites() {
        StackTraceElement write = nativeMethod("sun.nio.ch.FileDispatcherImpl", "write0");
        StackTraceElement channel =
                new StackTraceElement("io.netty.channel.socket.nio.NioSocketChannel", "doWrite", "", 408);
        StackTraceElement other = new StackTraceElement("java.net.Socket", "write", "", 1);

        assertThat(WatchedVertx.mayWait(new StackTraceElement[] {write, channel}))
                .isFalse();
        assertThat(WatchedVertx.mayWait(new StackTraceElement[] {write, other})).isTrue();
    }

    private static StackTraceElement nativeMethod(String type, String method) {
        return new StackTraceElement(type, method, "", -2);
    }

    @Test
    void isContentWhileCodeIsUsedForTheFirstTime() {
        onEventLoop(() -> {
            loadAClass();
            return compute(300);
        });
        assertThatCode(watched::close).doesNotThrowAnyException();
    }

    /** As another loader has it, so that it has not been loaded before. */
    private static Class<?> loadAClass() throws ClassNotFoundException, IOException {
        byte[] code = requireNonNull(WatchedVertxTest.class.getResourceAsStream("WatchedVertxTest.class"))
                .readAllBytes();
        return new ClassLoader(null) {
            @Override
            protected Class<?> findClass(String name) {
                return defineClass(name, code, 0, code.length);
            }
        }.loadClass(WatchedVertxTest.class.getName());
    }

    private static long compute(int millis) {
        long start = THREADS.getCurrentThreadCpuTime();
        long rounds = 0;
        while (THREADS.getCurrentThreadCpuTime() - start < TimeUnit.MILLISECONDS.toNanos(millis)) {
            rounds++;
        }
        return rounds;
    }

    @Nested
    class FailsWithTheStack {
        @Test
        void whenAnEventLoopWaits() {
            onEventLoop(this::waitForNothing);
            assertThatThrownBy(watched::close)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("was blocked for")
                    .hasStackTraceContaining("waitForNothing");
        }

        @Test
        void whenAnEventLoopComputes() {
            onEventLoop(() -> compute(1_500));
            assertThatThrownBy(watched::close).hasStackTraceContaining("compute");
        }

        @Test
        void whenAnEventLoopReadsFromASocket() {
            onEventLoop(this::readNothing);
            assertThatThrownBy(watched::close).hasStackTraceContaining("readNothing");
        }

        private boolean waitForNothing() throws InterruptedException {
            return new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS);
        }

        private int readNothing() throws IOException {
            try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    Socket socket = new Socket(silent.getInetAddress(), silent.getLocalPort())) {
                socket.setSoTimeout(300);
                return socket.getInputStream().read();
            } catch (SocketTimeoutException e) {
                return -1;
            }
        }
    }
}
