package io.millrace.loadtest.traffic;

import io.gatling.app.Runner;
import io.gatling.commons.util.DefaultClock;
import io.gatling.core.actor.ActorSystem;
import io.gatling.core.cli.GatlingArgs;
import io.gatling.core.config.GatlingConfiguration;
import io.gatling.core.config.GatlingConfiguration$;
import io.gatling.core.scenario.SimulationParams;
import io.gatling.core.stats.StatsEngine;
import io.gatling.core.stats.writer.RunMessage;
import io.gatling.netty.util.Transports;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.TimeUnit;
import scala.Option;
import scala.Some;

/** Gatling in this JVM, with statistics of our own and without a look for later releases. */
final class Engine extends Runner {

    private static final String THREADS = "clients";

    private Engine(ActorSystem actors, EventLoopGroup loops, GatlingArgs arguments, GatlingConfiguration settings) {
        super(actors, loops, new DefaultClock(), arguments, settings);
    }

    /** Runs a simulation to its end. */
    static void run(Class<?> simulation) {
        Option<String> none = Option.empty();
        GatlingArgs arguments =
                new GatlingArgs(new Some<>(simulation.getName()), none, true, none, Option.empty(), none, none);
        GatlingConfiguration settings = GatlingConfiguration$.MODULE$.load();
        try (ActorSystem actors = new ActorSystem()) {
            EventLoopGroup loops = Transports.newEventLoopGroup(
                    settings.netty().useNativeTransport(), settings.netty().useIoUring(), 0, THREADS);
            try {
                new Engine(actors, loops, arguments, settings).run();
            } finally {
                loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
            }
        }
    }

    @Override
    public StatsEngine newStatsEngine(SimulationParams simulation, RunMessage run) {
        return new Statistics();
    }

    @Override
    public void displayVersionWarning() {}
}
