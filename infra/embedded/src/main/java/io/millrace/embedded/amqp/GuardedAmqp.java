package io.millrace.embedded.amqp;

import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.Transport;
import org.apache.qpid.server.model.port.AmqpPort;
import org.apache.qpid.server.protocol.v0_8.ProtocolEngineCreator_0_9_1;
import org.apache.qpid.server.transport.AggregateTicker;
import org.apache.qpid.server.transport.ProtocolEngine;
import org.apache.qpid.server.transport.ServerNetworkConnection;

/** AMQP 0-9-1 for those who may. The broker finds it as a service; {@link #replaceUnguarded()} makes it the only one. */
public final class GuardedAmqp extends ProtocolEngineCreator_0_9_1 {

    /** Takes the unguarded protocol away from every broker that this JVM starts from now on. */
    public static void replaceUnguarded() {
        System.setProperty(
                "qpid.plugin.disabled:protocolenginecreator." + new ProtocolEngineCreator_0_9_1().getType(), "true");
    }

    @Override
    public String getType() {
        return "guarded " + super.getType();
    }

    @Override
    public ProtocolEngine newProtocolEngine(
            Broker<?> broker,
            ServerNetworkConnection network,
            AmqpPort<?> port,
            Transport transport,
            long id,
            AggregateTicker ticker) {
        GuardedConnection connection =
                new GuardedConnection(broker, network, port, transport, getVersion(), id, ticker);
        connection.create();
        return connection;
    }
}
