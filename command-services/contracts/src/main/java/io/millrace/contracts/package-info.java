/**
 * The published language: the events that services tell each other, the envelope they travel in, and its CloudEvents form.
 * No I/O.
 */
@NullMarked
package io.millrace.contracts;

import org.jspecify.annotations.NullMarked;
