package io.millrace.query.projection;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.messaging.Broker;
import io.vertx.core.Vertx;
import io.vertx.ext.mongo.MongoClient;

/** What all projections of a process share. */
record Resources(Vertx vertx, MongoClient mongo, Broker broker, MeterRegistry meters) {}
