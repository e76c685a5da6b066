/** The query service: runs the projections and answers every question from what they have made. */
@NullMarked
package io.millrace.query;

import org.jspecify.annotations.NullMarked;
