/** Behaviour every service's HTTP interface must show, to be run against each of them. */
@NullMarked
package io.millrace.runtime.http.testing;

import org.jspecify.annotations.NullMarked;
