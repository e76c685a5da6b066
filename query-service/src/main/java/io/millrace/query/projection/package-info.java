/**
 * The projection engine: a read model declares which documents an event touches and how, the engine loads, folds and writes
 * them, exactly once in effect.
 */
@NullMarked
package io.millrace.query.projection;

import org.jspecify.annotations.NullMarked;
