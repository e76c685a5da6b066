package io.millrace.query.projection;

import io.millrace.contracts.Event;
import java.util.Collection;
import java.util.function.Function;

/** Which documents of a set an event of some type touches, and what it makes of each. */
record Touch<E extends Event>(DocumentSet set, Function<E, Collection<String>> ids, Fold<E> fold) {}
