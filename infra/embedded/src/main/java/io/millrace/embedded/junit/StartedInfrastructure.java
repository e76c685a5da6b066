package io.millrace.embedded.junit;

import java.util.List;

/** Starts each server on demand and stops what was started when it is closed, or when the JVM ends. */
final class StartedInfrastructure implements OwnInfrastructure {
    static final StartedInfrastructure SHARED = new StartedInfrastructure();

    private final ServerFactory servers = ServerFactory.configured();
    private final OnDemand<PostgresServer> postgres = new OnDemand<>(servers::postgres);
    private final OnDemand<BrokerServer> broker = new OnDemand<>(servers::broker);
    private final OnDemand<MongoServer> mongo = new OnDemand<>(servers::mongo);

    StartedInfrastructure() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "infrastructure-stop"));
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

    @Override
    public void close() {
        List.of(postgres, broker, mongo).parallelStream().forEach(OnDemand::close);
        servers.close();
    }
}
