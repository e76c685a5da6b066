/**
 * Events over an AMQP 0-9-1 broker: published with confirms, received in order, without holes and duplicates, replayed
 * from their owner's journal where the broker lost some. {@link io.millrace.messaging.Broker} is the way in.
 */
@NullMarked
package io.millrace.messaging;

import org.jspecify.annotations.NullMarked;
