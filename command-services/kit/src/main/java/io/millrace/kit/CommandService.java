package io.millrace.kit;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.contracts.Event;
import io.millrace.contracts.EventEnvelope;
import io.millrace.kit.http.Commands;
import io.millrace.kit.journal.Journal;
import io.millrace.kit.journal.WriteStore;
import io.millrace.kit.lane.Lanes;
import io.millrace.kit.reaction.LaneReactions;
import io.millrace.kit.relay.Relay;
import io.millrace.messaging.Broker;
import io.millrace.messaging.Publisher;
import io.millrace.messaging.ReplayResponder;
import io.millrace.messaging.ReplaySource;
import io.millrace.messaging.Subscription;
import io.millrace.messaging.SubscriptionOptions;
import io.millrace.runtime.Host;
import io.millrace.runtime.Running;
import io.millrace.runtime.http.Contract;
import io.millrace.runtime.http.Health;
import io.millrace.runtime.http.HttpApi;
import io.millrace.runtime.http.HttpService;
import io.millrace.runtime.loop.Loop;
import io.millrace.runtime.loop.Next;
import io.millrace.runtime.trace.Tracing;
import io.millrace.runtime.trace.Tracing.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running command service: HTTP in front, lanes on its own database behind, its journal relayed to the broker and
 * replayed on request, and its reactions to other services. It serves while the broker is down. Thread-safe.
 */
public final class CommandService implements Running {

    private static final Logger log = LoggerFactory.getLogger(CommandService.class);
    private static final Duration KEY_CLEANUP = Duration.ofMinutes(10);
    private static final Duration LOOP_STOP = Duration.ofSeconds(5);
    private static final int STEP_LIMIT_SECONDS = 15;

    private final String name;
    private final WriteStore<?, ?, ?> store;
    private final Broker broker;
    private final Relay relay;
    private final ReplayResponder replays;
    private final Lanes<?, ?, ?> lanes;
    private final List<Subscription> subscriptions;
    private final Loop keyCleanup;
    private final HttpService http;
    private final AtomicReference<@Nullable Future<Void>> stopped = new AtomicReference<>();

    private CommandService(
            String name,
            WriteStore<?, ?, ?> store,
            Broker broker,
            Relay relay,
            ReplayResponder replays,
            Lanes<?, ?, ?> lanes,
            List<Subscription> subscriptions,
            Loop keyCleanup,
            HttpService http) {
        this.name = name;
        this.store = store;
        this.broker = broker;
        this.relay = relay;
        this.replays = replays;
        this.lanes = lanes;
        this.subscriptions = subscriptions;
        this.keyCleanup = keyCleanup;
        this.http = http;
    }

    /** Opens the store, then starts; completes when requests are answered. A failed start leaves nothing running. */
    public static <C, S, E extends Event> Future<CommandService> start(
            Host host, ServiceOptions options, ServiceDefinition<C, S, E> definition) {
        Vertx vertx = host.vertx();
        Future<Contract> contract =
                vertx.executeBlocking(() -> Contract.fromResource(definition.name() + ".yaml"), false);
        return definition
                .store()
                .open(vertx, definition.name(), definition.decider(), options.store())
                .compose(store -> contract.compose(read -> broker(host, options, definition.name())
                                .compose(broker -> start(host, options, definition, store, broker, read)))
                        .recover(failure -> store.close().transform(closed -> Future.failedFuture(failure))));
    }

    /** Off the event loop: the first one in a process loads the broker's client. */
    private static Future<Broker> broker(Host host, ServiceOptions options, String name) {
        return host.vertx()
                .executeBlocking(() -> Broker.create(host.vertx(), options.broker(), name, host.metrics()), false);
    }

    private static <C, S, E extends Event> Future<CommandService> start(
            Host host,
            ServiceOptions options,
            ServiceDefinition<C, S, E> definition,
            WriteStore<C, S, E> store,
            Broker broker,
            Contract contract) {
        String name = definition.name();
        Vertx vertx = host.vertx();
        MeterRegistry meters = host.metrics();
        Journal<C, S, E> journal = store.journal();
        Tracing tracing = host.tracing();
        Relay relay = new Relay(
                vertx,
                journal,
                store.leadership(),
                publishing(broker.publisher(name, journal.partitions()), name, tracing),
                options.relay(),
                meters);
        Lanes<C, S, E> lanes = new Lanes<>(
                vertx,
                journal,
                definition.decider(),
                definition.violations(),
                options.lanes(),
                meters,
                relay::committed);
        Loop keyCleanup = new Loop(
                ((VertxInternal) vertx).createEventLoopContext(),
                "forgetting expired idempotency keys of " + name,
                () -> store.forgetExpiredKeys().map(count -> count > 0 ? Next.atOnce() : Next.after(KEY_CLEANUP)));
        HttpApi.Builder api = HttpApi.builder(contract, host.metrics())
                .limits(options.http().limits())
                .tracing(tracing)
                .health(new Health().check("database", store::ping));
        definition.handlers().accept(api, new Commands<>(name, lanes, tracing));
        return HttpService.start(vertx, api.build(), options.http())
                .onFailure(failure -> broker.close())
                .map(http -> new CommandService(
                        name,
                        store,
                        broker,
                        relay,
                        broker.answerReplays(name, replaysOf(journal)),
                        lanes,
                        subscriptions(definition, store, broker, lanes, tracing),
                        keyCleanup,
                        http))
                .onSuccess(CommandService::startBackground);
    }

    private void startBackground() {
        relay.start();
        keyCleanup.start();
        broker.start();
        replays.start();
        subscriptions.forEach(Subscription::start);
        log.info("{} listens on port {}", name, port());
    }

    /** Without traces it is the publisher itself. */
    private static Function<List<EventEnvelope>, Future<Void>> publishing(
            Publisher publisher, String name, Tracing tracing) {
        return tracing.isOn()
                ? events -> tracing.within(Kind.PRODUCER, "publish " + name + ".events", events, publisher::publish)
                : publisher::publish;
    }

    private static ReplaySource replaysOf(Journal<?, ?, ?> journal) {
        return new ReplaySource() {
            @Override
            public Future<List<EventEnvelope>> read(int partition, long after, int limit) {
                return journal.read(partition, after, limit);
            }

            @Override
            public Future<Map<Integer, Long>> heads() {
                return journal.heads();
            }
        };
    }

    private static <C, S, E extends Event> List<Subscription> subscriptions(
            ServiceDefinition<C, S, E> definition,
            WriteStore<C, S, E> store,
            Broker broker,
            Lanes<C, S, E> lanes,
            Tracing tracing) {
        String name = definition.name();
        List<Subscription> subscriptions = new ArrayList<>();
        definition.policies().forEach((source, policy) -> {
            String react = "react " + name + "." + source;
            LaneReactions<C> reactions = new LaneReactions<>(
                    source, lanes, policy, store.checkpoints(source), () -> tracing.events(Kind.CONSUMER, react));
            subscriptions.add(broker.subscribe(SubscriptionOptions.of(name, source), reactions, reactions));
        });
        store.copies()
                .forEach((source, copy) -> subscriptions.add(broker.subscribe(
                        SubscriptionOptions.of(name, source),
                        copy,
                        tracing.isOn()
                                ? events -> tracing.within(
                                        Kind.CONSUMER, "copy " + name + "." + source, events, copy::handle)
                                : copy)));
        return List.copyOf(subscriptions);
    }

    /** The port that it listens on. */
    public int port() {
        return http.port();
    }

    /**
     * Lets requests and reactions in flight finish, publishes what is being published, and closes everything; each step
     * has a bound of its own.
     */
    @Override
    public Future<Void> stop() {
        Promise<Void> stop = Promise.promise();
        Future<Void> earlier = stopped.compareAndExchange(null, stop.future());
        if (earlier != null) {
            return earlier;
        }
        stopInOrder().onComplete(stop);
        return stop.future();
    }

    private Future<Void> stopInOrder() {
        return step("HTTP", http::stop)
                .compose(done -> step(
                        "a subscription",
                        () -> Future.join(subscriptions.stream()
                                        .map(Subscription::stop)
                                        .toList())
                                .mapEmpty()))
                .compose(done -> step("a lane", lanes::drain))
                .compose(done -> step("the relay", relay::stop))
                .compose(done -> step("replays", replays::stop))
                .compose(done -> step("key clean-up", () -> keyCleanup.stop(LOOP_STOP)))
                .compose(done -> step("the broker connection", broker::close))
                .compose(done -> step("the store", store::close));
    }

    /** What fails to stop in order must not keep the rest from stopping. */
    private Future<Void> step(String what, Supplier<Future<Void>> stop) {
        return stop.get().timeout(STEP_LIMIT_SECONDS, TimeUnit.SECONDS).recover(failure -> {
            log.warn("{} of {} did not stop in order: {}", what, name, failure.toString());
            return Future.succeededFuture();
        });
    }
}
