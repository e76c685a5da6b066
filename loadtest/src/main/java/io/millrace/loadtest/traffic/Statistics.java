package io.millrace.loadtest.traffic;

import io.gatling.commons.stats.Status;
import io.gatling.core.actor.ActorRef;
import io.gatling.core.controller.Controller;
import io.gatling.core.controller.Controller$Command$StatsEngineStopped$;
import io.gatling.core.session.GroupBlock;
import io.gatling.core.stats.StatsEngine;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.immutable.List;

/**
 * Takes the place of Gatling's statistics. Gatling tells these about an answer, or why there is none, right before it goes on
 * with the client on the same thread; so the client's next step finds here what it cannot find in its session: the status
 * of whatever answer, and the reason for a missing one.
 */
final class Statistics implements StatsEngine {

    /**
     * How a request ended.
     *
     * @param status 0 if there was no answer
     * @param reason why not; of no meaning if there was one
     */
    record End(long nanos, int status, String reason) {}

    private static final ThreadLocal<@Nullable End> LAST = new ThreadLocal<>();

    /** How the request that this thread has just seen the end of ended. */
    static End last() {
        End end = LAST.get();
        LAST.remove();
        return end == null ? new End(System.nanoTime(), 0, "not sent") : end;
    }

    @Override
    public void logResponse(
            String scenario,
            List<String> groups,
            String request,
            long start,
            long end,
            Status status,
            Option<String> code,
            Option<String> message) {
        int number = code.isEmpty() ? 0 : Integer.parseInt(code.get());
        LAST.set(new End(System.nanoTime(), number, message.isEmpty() ? "" : message.get()));
    }

    @Override
    public void logRequestCrash(String scenario, List<String> groups, String request, String error) {
        LAST.set(new End(System.nanoTime(), 0, error));
    }

    @Override
    public void start() {}

    @Override
    public void stop(ActorRef<Controller.Command> replyTo, Option<Exception> exception) {
        replyTo.$bang(Controller$Command$StatsEngineStopped$.MODULE$);
    }

    @Override
    public void logUserStart(String scenario) {}

    @Override
    public void logUserEnd(String scenario) {}

    @Override
    public void logGroupEnd(String scenario, GroupBlock group, long exit) {}
}
