package io.millrace.system.check;

import io.millrace.contracts.ConsistencyToken;

/** What the answer to a command promised: the aggregate is at this version, by an event at this place. */
public record Acknowledged(Sent sent, String aggregateId, long version, ConsistencyToken token, String body) {}
