package io.millrace.messaging;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A message that its subscriber could not read.
 *
 * @param routingKey under which it was published, such as {@code orders.2}
 */
public record DeadMessage(String routingKey, @Nullable String contentType, Buffer body) {}
