package io.millrace.kit.journal;

/** A state and the aggregate's version it belongs to; version 0 is an aggregate that does not exist yet. */
public record Versioned<S>(S state, long version) {}
