package io.millrace.embedded.junit;

/** A started server and how to stop it for good. */
record Running<S>(S server, Runnable stop) {}
