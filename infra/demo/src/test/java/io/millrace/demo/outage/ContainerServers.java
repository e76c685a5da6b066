package io.millrace.demo.outage;

import static java.util.Objects.requireNonNull;

import io.millrace.embedded.junit.Infrastructure;
import io.millrace.embedded.junit.OwnInfrastructure;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;

/** PostgreSQL, RabbitMQ and MongoDB, each in a container of its own. */
final class ContainerServers implements Servers {

    private final Map<Part, OwnInfrastructure> servers = new EnumMap<>(Part.class);

    ContainerServers() {
        Part.STORES.forEach(part -> servers.put(part, Infrastructure.own()));
        Part.STORES.parallelStream().forEach(this::start); // so that their ports are known
    }

    private OwnInfrastructure server(Part part) {
        return requireNonNull(servers.get(part));
    }

    @Override
    public int port(Part server) {
        return URI.create(uri(server)).getPort();
    }

    private String uri(Part part) {
        OwnInfrastructure server = server(part);
        if (part == Part.BROKER) {
            return server.broker().uri("query");
        }
        return part.isMongo()
                ? server.mongo().uri(part.service())
                : server.postgres().uri(part.service());
    }

    @Override
    public AutoCloseable start(Part part) {
        OwnInfrastructure server = server(part);
        if (part == Part.BROKER) {
            server.broker().start();
            return server.broker()::kill;
        }
        if (part.isMongo()) {
            server.mongo().start();
            uri(part); // makes the account
            return server.mongo()::kill;
        }
        server.postgres().start();
        uri(part);
        return server.postgres()::kill;
    }

    @Override
    public boolean limitQueues(int messages) {
        return server(Part.BROKER).broker().limitQueues(messages);
    }

    @Override
    public void unlimitQueues() {
        server(Part.BROKER).broker().unlimitQueues();
    }

    @Override
    public void close() {
        servers.values().parallelStream().forEach(OwnInfrastructure::close);
    }
}
