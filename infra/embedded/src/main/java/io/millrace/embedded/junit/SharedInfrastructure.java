package io.millrace.embedded.junit;

import java.util.List;

/** Starts each server on demand and closes what was started when the JVM ends. */
final class SharedInfrastructure implements Infrastructure {
    static final SharedInfrastructure INSTANCE = new SharedInfrastructure(ServerFactory.configured());

    private final OnDemand<PostgresServer> postgres;
    private final OnDemand<BrokerServer> broker;
    private final OnDemand<MongoServer> mongo;

    private SharedInfrastructure(ServerFactory servers) {
        postgres = new OnDemand<>(servers::postgres);
        broker = new OnDemand<>(servers::broker);
        mongo = new OnDemand<>(servers::mongo);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(servers), "infrastructure-stop"));
    }

    private void stop(ServerFactory servers) {
        List.of(postgres, broker, mongo).parallelStream().forEach(OnDemand::close);
        servers.close();
    }

    @Override
    public PostgresServer postgres() {
        return postgres.get();
    }

    @Override
    public BrokerServer broker() {
        return broker.get();
    }

    @Override
    public MongoServer mongo() {
        return mongo.get();
    }
}
