package io.millrace.query.projection;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.messaging.Broker;
import io.millrace.runtime.trace.Tracing;
import io.vertx.core.Vertx;
import io.vertx.ext.mongo.MongoClient;
import java.util.function.IntSupplier;

/**
 * What all projections of a process share.
 *
 * @param requests how many requests the process is working on; may be asked on any thread
 */
record Resources(
        Vertx vertx, MongoClient mongo, Broker broker, MeterRegistry meters, IntSupplier requests, Tracing tracing) {}
