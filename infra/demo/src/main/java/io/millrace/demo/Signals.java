package io.millrace.demo;

import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Reacts to SIGINT, SIGTERM and SIGHUP in other ways than a shutdown hook, which can't be told to hurry by a second one.
 * By reflection: the compiler warns of every use of the class, and warnings are errors here.
 */
final class Signals {

    private Signals() {}

    /** Runs this for every such signal, on a thread of the JVM's. */
    static void onStop(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object reaction = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        action.run();
                        return null;
                    });
            for (String name : List.of("INT", "TERM", "HUP")) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), reaction);
            }
        } catch (ReflectiveOperationException e) {
            // A JVM without signals, or a system without one of them: a plain shutdown hook has to do.
            Runtime.getRuntime().addShutdownHook(new Thread(action));
        }
    }
}
