package io.millrace.kit.journal;

import io.millrace.messaging.Checkpoints;
import io.millrace.messaging.EventHandler;

/** A service's own copy of what another service tells: what the events say and how far it has come are written as one. */
public interface Copy extends EventHandler, Checkpoints {}
