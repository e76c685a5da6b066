package io.millrace.kit.journal.mongo;

import com.mongodb.MongoSocketReadException;
import com.mongodb.ServerAddress;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Stands between a process and its database and lets chosen calls come to grief. Thread-safe. */
final class Faults {

    /** What becomes of a call. */
    private enum Fate {
        /** It is never sent, and nobody learns of it: the process has died or sleeps until it is woken. */
        HELD,
        /** It is done, but the answer is lost. */
        UNANSWERED
    }

    private final Map<String, Fate> fates = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> reached = new ConcurrentHashMap<>();
    private final Sinks.Empty<Void> woken = Sinks.empty();

    /** Calls of an operation on a collection are held up from now on, for good or until {@link #wake}. */
    void hold(String collection, String operation) {
        begin(collection, operation, Fate.HELD);
    }

    /** The next answer to an operation on a collection is lost. */
    void loseAnswer(String collection, String operation) {
        begin(collection, operation, Fate.UNANSWERED);
    }

    private void begin(String collection, String operation, Fate fate) {
        String call = collection + "." + operation;
        reached.put(call, new CountDownLatch(1));
        fates.put(call, fate);
    }

    /** Waits until such a call has been made. */
    void awaitReached(String collection, String operation) throws InterruptedException {
        CountDownLatch latch = reached.get(collection + "." + operation);
        if (latch == null || !latch.await(10, TimeUnit.SECONDS)) {
            throw new AssertionError(operation + " on " + collection + " was never called");
        }
    }

    /** Sends what was held up, and holds up nothing more. */
    void wake() {
        fates.clear();
        woken.tryEmitEmpty();
    }

    MongoDatabase over(MongoDatabase database) {
        return proxy(MongoDatabase.class, (self, method, arguments) -> {
            Object result = call(database, method, arguments);
            return result instanceof MongoCollection<?> collection
                    ? over(collection, collection.getNamespace().getCollectionName())
                    : result;
        });
    }

    private MongoCollection<?> over(MongoCollection<?> collection, String name) {
        return proxy(MongoCollection.class, (self, method, arguments) -> {
            Object result = call(collection, method, arguments);
            if (result instanceof MongoCollection<?> variant) {
                return over(variant, name);
            }
            String call = name + "." + method.getName();
            Fate fate = fates.get(call);
            return fate == null || result == null ? result : spoiled(call, fate, (Publisher<?>) result);
        });
    }

    private Publisher<?> spoiled(String call, Fate fate, Publisher<?> publisher) {
        CountDownLatch latch = reached.get(call);
        if (latch != null) {
            latch.countDown();
        }
        if (fate == Fate.HELD) {
            return woken.asMono().thenMany(publisher);
        }
        fates.remove(call);
        return Flux.from(publisher)
                .thenMany(Mono.error(new MongoSocketReadException("the answer is lost", new ServerAddress())));
    }

    private static @Nullable Object call(Object target, Method method, @Nullable Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(Faults.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
