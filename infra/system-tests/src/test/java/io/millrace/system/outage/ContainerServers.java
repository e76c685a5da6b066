package io.millrace.system.outage;

import static java.util.Objects.requireNonNull;

import io.millrace.embedded.junit.Infrastructure;
import io.millrace.embedded.junit.OwnInfrastructure;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * PostgreSQL and RabbitMQ, each in a container of its own. The MongoDB servers are the embedded one as processes, whose
 * acknowledged writes outlast a kill: what stands in for the image where none can be had writes to its file once a second.
 */
final class ContainerServers implements Servers {

    private final Map<Part, OwnInfrastructure> servers = new EnumMap<>(Part.class);
    private final Servers mongo;

    ContainerServers(Path folder) {
        mongo = new ProcessServers(folder);
        List<Part> contained =
                Part.STORES.stream().filter(part -> !part.isMongo()).toList();
        contained.forEach(part -> servers.put(part, Infrastructure.own()));
        contained.parallelStream().forEach(this::start); // so that their ports are known
    }

    private OwnInfrastructure server(Part part) {
        return requireNonNull(servers.get(part));
    }

    @Override
    public int port(Part server) {
        return server.isMongo() ? mongo.port(server) : URI.create(uri(server)).getPort();
    }

    private String uri(Part part) {
        return part == Part.BROKER
                ? server(part).broker().uri("query")
                : server(part).postgres().uri(part.service());
    }

    @Override
    public AutoCloseable start(Part part) {
        if (part.isMongo()) {
            return mongo.start(part);
        }
        OwnInfrastructure server = server(part);
        if (part == Part.BROKER) {
            server.broker().start();
            return server.broker()::kill;
        }
        server.postgres().start();
        uri(part); // makes the account
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
