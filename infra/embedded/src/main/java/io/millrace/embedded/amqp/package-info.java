/**
 * RabbitMQ's permissions for Broker-J. Its own access control knows no regular expressions, and is not asked at all when a
 * client binds a queue.
 */
@NullMarked
package io.millrace.embedded.amqp;

import org.jspecify.annotations.NullMarked;
