package io.millrace.kit;

import io.millrace.kit.journal.StoreOptions;
import io.millrace.kit.journal.StoreSetting;
import io.millrace.kit.lane.LaneLimits;
import io.millrace.kit.relay.RelayOptions;
import io.millrace.messaging.BrokerOptions;
import io.millrace.messaging.QueueKind;
import io.millrace.runtime.Settings;
import io.millrace.runtime.http.HttpSettings;

/** How a command service reaches its store and the broker, and how it is reached. */
public record ServiceOptions(
        StoreOptions store, BrokerOptions broker, HttpSettings http, LaneLimits lanes, RelayOptions relay) {

    /** With a relay that suits a service of several processes. */
    public ServiceOptions(StoreOptions store, BrokerOptions broker, HttpSettings http, LaneLimits lanes) {
        this(store, broker, http, lanes, RelayOptions.DEFAULT);
    }

    /** With another relay. */
    public ServiceOptions withRelay(RelayOptions other) {
        return new ServiceOptions(store, broker, http, lanes, other);
    }

    /** Reads the {@code MILLRACE_*} variables that every command service has; the store's depends on its kind. */
    public static ServiceOptions read(Settings settings, StoreSetting store, int defaultPort) {
        String address = store.read(settings);
        int partitions = settings.integer(
                "MILLRACE_PARTITIONS", 4, 1, 64, "partitions of the journal, fixed when it is first created");
        String broker = settings.requiredUri(
                        "MILLRACE_AMQP_URI", "broker, amqp://user:password@host:port/vhost", "amqp", "amqps")
                .toString();
        QueueKind queues = settings.choice(
                "MILLRACE_AMQP_QUEUES", QueueKind.AUTO, "queues to declare; auto: quorum where the broker has them");
        LaneLimits standard = LaneLimits.DEFAULT;
        LaneLimits lanes = new LaneLimits(
                settings.integer(
                        "MILLRACE_LANE_MAX_BATCH", standard.maxBatch(), 1, 1000, "most commands in one commit"),
                settings.integer(
                        "MILLRACE_LANE_MAX_WAITING",
                        standard.maxWaiting(),
                        1,
                        100_000,
                        "commands that may wait for a partition; more are answered 503"),
                standard.leastBehind());
        return new ServiceOptions(
                StoreOptions.of(address).withPartitions(partitions),
                BrokerOptions.defaults(broker).withQueues(queues),
                HttpSettings.read(settings, defaultPort),
                lanes);
    }
}
