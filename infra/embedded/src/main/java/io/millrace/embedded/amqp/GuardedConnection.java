package io.millrace.embedded.amqp;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.Protocol;
import org.apache.qpid.server.model.Transport;
import org.apache.qpid.server.model.port.AmqpPort;
import org.apache.qpid.server.protocol.v0_8.AMQChannel;
import org.apache.qpid.server.protocol.v0_8.AMQPConnection_0_8Impl;
import org.apache.qpid.server.protocol.v0_8.transport.ServerChannelMethodProcessor;
import org.apache.qpid.server.transport.AggregateTicker;
import org.apache.qpid.server.transport.ServerNetworkConnection;

/** A connection whose channels do only what its user may. Used by one of the broker's threads at a time. */
final class GuardedConnection extends AMQPConnection_0_8Impl {
    private final Map<Rights.Verb, Pattern> rights = new EnumMap<>(Rights.Verb.class);
    private final Map<AMQChannel, ServerChannelMethodProcessor> guarded = new HashMap<>();

    GuardedConnection(
            Broker<?> broker,
            ServerNetworkConnection network,
            AmqpPort<?> port,
            Transport transport,
            Protocol protocol,
            long id,
            AggregateTicker ticker) {
        super(broker, network, port, transport, protocol, id, ticker);
    }

    @Override
    public ServerChannelMethodProcessor getChannelMethodProcessor(int channelId) {
        ServerChannelMethodProcessor found = super.getChannelMethodProcessor(channelId);
        return found instanceof AMQChannel channel
                ? guarded.computeIfAbsent(channel, opened -> GuardedChannel.of(opened, this))
                : found;
    }

    @Override
    public void closeChannel(AMQChannel channel) {
        guarded.remove(channel);
        super.closeChannel(channel);
    }

    boolean may(Rights.Verb verb, String name) {
        return rights.computeIfAbsent(verb, right -> Rights.of(getBroker(), user(), right))
                .matcher(name)
                .matches();
    }

    String user() {
        return getAuthorizedPrincipal().getName();
    }
}
