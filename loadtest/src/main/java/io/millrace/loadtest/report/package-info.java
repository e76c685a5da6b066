/** What is told in the end: a table, a page with plots, and JSON for machines. */
@NullMarked
package io.millrace.loadtest.report;

import org.jspecify.annotations.NullMarked;
